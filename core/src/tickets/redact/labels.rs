//! What secrets are called, in the languages of customers: as [`Folded`](super::fold::Folded) writes it, in lower case.
//! A blank is any number of blanks, dashes or underscores, or none; a dot may be missing.

/// Passwords, wherever they stand: `userPassword`.
pub(super) const PASSWORDS: &str = "password|passwd|passwort|kennwort|passcode|mot de passe|contrasena|wachtwoord|palavra passe|\
    losenord|losenordet|adgangskode|adgangskoden|kodeord|passord|passordet|hasło|haslo|sifre|sifrem|sifreniz|sifresi|parolam|\
    salasana|salasanani|salasanasi|jelszo|jelszavam|jelszavad|κωδικος προσβασης|κωδικος μου|κωδικο|συνθηματικο|κωδικος|пароль|пароля|\
    كلمة المرور|كلمة السر|كلمه المرور|كلمه السر|كلمة مرور|رمز المرور|الرقم السري|باسورد|رمز عبور|گذرواژه|סיסמה|סיסמא|הסיסמה|\
    סיסמתי|הסיסמא|पासवर्ड|कूटशब्द|密码|密碼|口令|パスワード|暗証番号|비밀번호|패스워드|암호|비번|รหัสผ่าน|mat khau|kata sandi";

/// Passwords and numbers that open something, as words of their own.
pub(super) const SHORT: &str =
    "pwd|pw|pin|mdp|senha|otp|tan|cvc|cvv|pass|clave|parola|heslo|sandi|wachtwoord|codigo pin|pin code|pincode|nip";

/// Codes that open a door once.
pub(super) const CODES: &str = "verification code|security code|one time code|one time password|one time passcode|2fa code|mfa code|\
    2fa|otp code|otp|authentication code|authenticator code|auth code|login code|sign in code|sms code|confirmation code|access code|\
    backup code|recovery code|bestatigungscode|sicherheitscode|verifizierungscode|prufcode|einmalcode|anmeldecode|zugangscode|freischaltcode|\
    code de verification|code de securite|code de confirmation|code sms|code recu par sms|code a usage unique|codigo de verificacion|codigo de seguridad|\
    codigo de confirmacion|codigo de acceso|codigo de verificacao|codigo de seguranca|codice di verifica|codice di sicurezza|codice otp|\
    verificatiecode|beveiligingscode|bevestigingscode|kod weryfikacyjny|kod sms|kod dostepu|verifieringskod|engangskod|bekræftelseskode|\
    engangskode|verifiseringskode|vahvistuskoodi|kertakoodi|overovaci kod|potvrzovaci kod|ellenorzo kod|megerosito kod|\
    dogrulama kodu|onay kodu|guvenlik kodu|κωδικος επαληθευσης|κωδικος επιβεβαιωσης|код подтверждения|код из смс|код безопасности|\
    код доступа|код підтвердження|رمز التحقق|كود التحقق|رمز التأكيد|קוד אימות|קוד האימות|सत्यापन कोड|ओटीपी|验证码|驗證碼|\
    校验码|確認コード|認証コード|認証番号|인증번호|인증 번호|인증코드|รหัสยืนยัน|รหัส otp|ma xac minh|ma otp|ma xac thuc|kode verifikasi|kode otp";

/// Numbers of accounts and of their banks.
pub(super) const ACCOUNTS: &str = "account number|account no.|account num|account nr.|account #|acct number|acct no.|acct|acc no.|a/c no.|a/c|\
    bank account|routing number|routing no.|routing|aba number|aba|sort code|transit number|bsb|clabe|cbu|rib|kontonummer|\
    konto nr.|kontonr.|kto.|kto. nr.|bankleitzahl|blz|bankkonto|numero de cuenta|nro de cuenta|no. de cuenta|nº de cuenta|cuenta bancaria|\
    numero de compte|no. de compte|nº de compte|compte bancaire|code banque|numero da conta|conta corrente|conta bancaria|numero di conto|\
    numero conto|conto corrente|rekeningnummer|bankrekening|bankrekeningnummer|numer konta|nr konta|numer rachunku|nr rachunku|\
    konto bankowe|clearingnummer|clearingnr.|bankkontonummer|tilinumero|tilinumeroni|cislo uctu|cislo meho uctu|szamlaszam|bankszamlaszam|\
    szamlaszamom|bankszamlaszamom|hesap numarası|hesap numaram|hesap numarasi|hesap no.|номер счета|расчетныи счет|лицевои счет|р/с|\
    номер рахунку|бик|αριθμος λογαριασμου|رقم الحساب|رقم حسابي|الحساب البنكي|حساب بنكي|מספר חשבון|חשבון בנק|खाता संख्या|खाता नंबर|\
    बैंक खाता|账号|帳號|银行账号|银行卡号|卡号|账户号码|口座番号|계좌번호|계좌 번호|계좌|so tai khoan|nomor rekening|no. rekening|เลขบัญชี|\
    เลขที่บัญชี|หมายเลขบัญชี";

/// Accounts, where only a long number is one of a bank.
pub(super) const ACCOUNT: &str = "account|konto|cuenta|compte|conto|rachunek|λογαριασμος|חשבון";

/// Numbers of people in the social security of their country, or in the register that takes its place.
pub(super) const PEOPLE: &str = "ssn|social security number|social security no.|social security|soc sec|social insurance number|\
    national insurance number|national insurance|ni number|nino|sozialversicherungsnummer|sv nummer|svnr.|rentenversicherungsnummer|\
    steuer id|steueridentifikationsnummer|numero de securite sociale|numero securite sociale|securite sociale|n. secu|\
    numero de seguridad social|numero de la seguridad social|seguridad social|codice fiscale|cpf|burgerservicenummer|bsn|pesel|personnummer|\
    cpr nummer|cpr|fødselsnummer|henkilotunnus|rodne cislo|taj szam|tc kimlik no.|снилс|инн|身份证号|身份证|マイナンバー|주민등록번호|आधार|aadhaar";

/// Phones, as words of their own where they are written in Latin letters.
pub(super) const PHONES: &str = "telephone|phone|telefon|mobiltelefon|tel.|tlf.|fax|mobile|mobil|handy|whatsapp|cell phone|rufnummer|\
    handynummer|telefonnummer|mobilnummer|telefono|telefone|celular|movil|cellulare|portable|gsm|telefoon|telefoonnummer|mobiel|\
    puhelin|puhelinnumero|puhelinnumeroni|telefonszam|telefonszamom|telefonos elerhetoseg|komorka|komorkowy|nr telefonu|numer telefonu|telefonni cislo|mobilnummer|\
    telefonumarasi|telefonum|telefon numaram|telefon numarasi|cep telefonu|cep tel.|cep|đien thoai|so đien thoai|sđt|telepon|nomor hp|no. hp|my number is|\
    meine nummer ist|mi numero es|mon numero est le|mon numero est|il mio numero e|meu numero e|моб.|тел.|телефон|телефону|телефона|\
    мобильныи|мобильнии|мои номер|τηλ.|τηλεφωνο|κινητο|هاتف|الهاتف|هاتفي|جوال|جوالي|الجوال|موبايل|تلفون|تليفون|رقم الهاتف|تلفن|موبایل|טלפון|נייד|פלאפון|\
    फोन|फ़ोन|मोबाइल|दूरभाष|电话|電話|电话号码|電話番号|手机|手機|手机号|手机号码|携帯|携帯番号|전화|전화번호|휴대폰|핸드폰|연락처|โทร|โทรศัพท์|เบอร์โทร|เบอร์";

/// What stands between a name and what it names: "is", "lautet".
pub(super) const IS: &str = "is|was|ist|lautet|war|es|era|e|est|etait|sono|jest|brzmi|to|ar|var|er|on|oli|je|van|το ειναι|ειναι|هو|هي|היא|\
    הוא|है|adalah|la";

/// Those of them that are small words of other languages, with the labels of their own language.
pub(super) const IS_OF: [(&str, &str); 4] = [
    ("hasło|haslo|kod|pin", "to"),
    ("salasana|salasanani|salasanasi|pin koodi|pin koodini|kertakoodi|vahvistuskoodi", "on"),
    (
        "senha|palavra passe|codigo de seguranca|codigo de verificacao|la password|mia password|parola|codice otp|codice di verifica|codice di sicurezza",
        "e",
    ),
    ("mat khau|mat khau cua toi|ma pin", "la"),
];

/// The same in scripts without blanks, and behind the Korean word itself.
pub(super) const IS_UNSPACED: &str = "は|が|是|为|為|：|는|은|가|이|คือ|का|को";

/// Whose it is, behind the word.
pub(super) const MINE: &str = "שלי|saya|cua toi|الخاصة بي|الخاص بي|لدي|mio|mia|meu|minha";

/// What it is for, between the word and the sign: "hasło do konta: x9".
pub(super) const FOR: &str = "for|to|of|on|at|new|old|current|fur|zum|zur|neu|alt|pour|du|de|del|para|nueva|nuevo|nova|nuovo|nuova|per|di|\
    voor|nieuw|do|dla|till|til|av|for at|icin|od|k|ke|pro|a|για|от|для|на|к|від|до|для входа|untuk|cho|baru";

/// Whose a secret is: what follows "my password is" is one.
pub(super) const OURS: &str = "my|our|the|mein|meine|das|mi|la|mon|ma|minha|a|mijn|mio|mia|moje|mitt|mit|min";

/// The labels that have a letter beyond ASCII: their scripts do without blanks.
pub(super) fn beyond_ascii(lists: &[&'static str]) -> String {
    let labels: Vec<&str> = lists.iter().flat_map(|list| list.split('|')).filter(|label| !label.is_ascii()).collect();
    labels.join("|")
}

/// A list of labels as an expression, ASCII letters in either case. Longer ones first, for they begin like shorter ones.
pub(super) fn any_of(labels: &str) -> String {
    let mut labels: Vec<&str> = labels.split('|').collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    let words: Vec<String> = labels.into_iter().map(expression).collect();
    format!("(?:{})", words.join("|"))
}

fn expression(label: &str) -> String {
    let mut shape = String::with_capacity(label.len() + 16);
    for c in label.chars() {
        match c {
            ' ' => shape.push_str("[ _-]{0,3}"),
            '.' => shape.push_str(r"\.?"),
            'a'..='z' => shape.extend(['[', c, c.to_ascii_uppercase(), ']']),
            other => shape.push(other),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::super::fold::Folded;
    use super::*;

    #[test]
    fn labels_are_written_as_they_are_read() {
        for label in [PASSWORDS, SHORT, CODES, ACCOUNTS, PEOPLE, PHONES, IS].iter().flat_map(|list| list.split('|')) {
            assert_eq!(Folded::of(label).text.to_lowercase(), label, "write it as it is folded");
        }
    }
}
