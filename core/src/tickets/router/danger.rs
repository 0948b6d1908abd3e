//! The safeguards that come with the crate: words of danger in the languages that support teams meet most. Other
//! languages, and tickets without any such word, are left to the classifier's suspicion.

use super::document::{Safeguard, suspicion};
use crate::Priority;

/// Security, English first. A `*` stands for endings; scripts without blanks need none.
/// English first, then German and Dutch, French, Spanish, Portuguese and Italian, Polish, Russian, Ukrainian and Turkish,
/// Arabic, Hindi, Korean, Chinese and Japanese. A `*` stands for endings; scripts without blanks need none.
const SECURITY: &str = "
hacked, hacker*, ransom*, malware, trojan, phished, phishing, data breach, security breach
breached, compromised, intruder*, intrusion, backdoor, hijacked, stolen, under attack
unauthorized access, unauthorised access, unauthorized login, without permission, data leak, leaked
leak of, exposed, wrong recipient, someone else logged, files encrypted, files are encrypted
former employee, wasnt me
gehackt*, hackerangriff*, datenleck*, datenpanne*, unbefugt*, erpresst, erpressung*, schadsoftware
gestohlen*, fremder zugriff, datalek*, gestolen, onbevoegd*
piraté*, piratage*, fuite de données, rançon*, accès non autorisé*, hackea*, fuga de datos
filtración de datos, filtrado nuestros datos, robado*, robada*, robaron, secuestro de datos, acceso no autorizado
invadid*, vazamento*, vazaram, roubad*, acesso não autorizado, hackerat*, violazione dei dati
fuga di dati, rubat*, accesso non autorizzato
zhakowa*, włama*, skradzion*, wyciek danych, взлом*, украл*, украден*, утечк*, вымогател*
злам*, викра*, витік, hacklen*, çalındı, ele geçirildi, sızdırıl*, yetkisiz erişim, fidye*
اختراق*, مخترق*, تسريب*, हैक, 해킹*, 랜섬웨어*, 도난*, 유출*, 被盗, 被盜, 盗用, 盜用, 黑客, 駭客
被黑, 入侵, 泄露, 洩露, 泄漏, 洩漏, 勒索, 未经授权, 未經授權, ハッキング, 不正アクセス, 乗っ取, 漏えい
漏洩, 情報流出, 盗まれ, ランサムウェア";

/// What makes mere talk of such a word.
const TALK: &str = "
webinar on, webinar about, training on, training about, course on, course about, workshop on
workshop about, article on, article about, newsletter on, newsletter about, guide on, guide to
phishing training, phishing awareness, phishing simulation, phishing test, exposed me to, exposed us to";

const LOSS: &str = "
data loss, lost all, lost everything, lost our data, all gone, files are gone, data is gone
files disappeared, data disappeared, data has disappeared, records are missing, database was deleted
everything was deleted, wiped
datenverlust*, daten sind weg, daten weg, dateien sind weg, alles weg, alles gelöscht
daten gelöscht, daten verschwunden, daten sind verschwunden, daten verloren, dataverlies, gegevens zijn weg, alles kwijt
perte de données, données perdues, données ont disparu, tout a disparu, perdu toutes, pérdida de datos
datos perdidos, datos han desaparecido, datos desaparecieron, perdimos todo, se borró todo, perda de dados
dados sumiram, dados desapareceram, perdemos tudo, perdita di dati, dati sono spariti, dati spariti, perso tutto, perso tutti
utrata danych, dane zniknęły, потеря данных, потеряли данные, данные пропали, данные исчезли, данные удалены, все пропало
всё пропало, дані зникли, veri kaybı, veriler silindi, verilerimiz silindi, veritabanı silindi
veritabanımız silindi, veriler kayboldu, verilerimiz kayboldu
데이터 손실, 데이터가 사라*, 데이터가 모두 사라*, 数据丢失, 数据全部丢失, 数据没了, 数据都没了, 数据消失, 数据库被删
全部消失, 資料遺失, 資料消失, データ消失, データが消え, データが全部消え, データがすべて消え, データが失われ";

pub(super) fn safeguards() -> Vec<Safeguard> {
    let listed = |list: &str| {
        let items = list.split([',', '\n']).map(str::trim).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect::<Vec<_>>()
    };
    let safeguard = |name: &str, words: &str, unless: &str, issue_types: &str, department: &str| Safeguard {
        name: name.to_owned(),
        words: listed(words),
        unless: listed(unless),
        issue_types: listed(issue_types),
        suspicion: suspicion(),
        priority_at_least: Priority::High,
        tier_at_least: 3,
        department: department.to_owned(),
    };
    let corruption = "data corruption, corrupted, database corrupt*";
    vec![
        safeguard("security", SECURITY, TALK, "security_breach, unauthorized_access, data_leak", "security"),
        safeguard("loss", LOSS, "", "data_loss", "infrastructure"),
        safeguard("corruption", corruption, "", "data_corruption", "database"),
        safeguard("compliance", "", "", "compliance_violation", "compliance"),
    ]
}
