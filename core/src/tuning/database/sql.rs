//! Reads one statement within caps: the parser recurses, and what it builds is dropped by recursion.

use sqlparser::ast::Statement;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::error::shorten;

/// Most bytes of one statement.
const MOST_BYTES: usize = 1 << 20;

/// Most tokens of one statement, lists of values counted once.
const MOST_TOKENS: usize = 20_000;

/// Most tokens on the way from the outermost level to the innermost, counted from the last comma of each level: no
/// tree of the parser is deeper.
const MOST_DEEP: usize = 1_500;

/// Most levels of brackets. Not optimised, the parser takes a hundred kilobytes of stack for each: with what it may recurse
/// it fits the 2 MiB that a thread has.
const MOST_LEVELS: usize = 12;

/// What the parser may recurse.
const RECURSION: usize = 16;

/// Reads a statement; `Err` says why it could not be read.
pub(super) fn parse(text: &str) -> Result<Statement, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("{} bytes are over the cap of {MOST_BYTES}", text.len()));
    }
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize().map_err(|error| shorten(&error.to_string()))?;
    let tokens = fold(tokens);
    check(&tokens)?;
    let parser = Parser::new(&dialect).with_recursion_limit(RECURSION).with_tokens(tokens);
    let mut parser = parser;
    let statements = parser.parse_statements().map_err(|error| shorten(&error.to_string()))?;
    let mut statements = statements.into_iter();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        (None, _) => Err("no statement".to_owned()),
        _ => Err("more than one statement".to_owned()),
    }
}

/// Makes way for a token: drops words before it that the parser does not know in this place, and says whether it is to
/// follow. PostgreSQL writes `interval '1 day'` as `interval $1`, and `extract(year from x)` as `extract($1 from x)`.
fn follows(folded: &mut Vec<Token>, token: &Token) -> bool {
    use Keyword::{
        BETWEEN, DATE, EXTRACT, FROM, INTERVAL, JOIN, ONLY, SYMMETRIC, TIME, TIMESTAMP, TIMESTAMPTZ, UPDATE, WITH,
        WITHOUT, ZONE,
    };
    let keyword = |back: usize| match folded.iter().rev().nth(back) {
        Some(Token::Word(word)) if word.quote_style.is_none() => word.keyword,
        _ => Keyword::NoKeyword,
    };
    match token {
        Token::Placeholder(_) => {
            let typed = match [keyword(3), keyword(2), keyword(1), keyword(0)] {
                [TIME | TIMESTAMP, WITH | WITHOUT, TIME, ZONE] => 4,
                [_, _, _, INTERVAL | DATE | TIME | TIMESTAMP | TIMESTAMPTZ] => 1,
                _ => 0,
            };
            if keyword(1) == EXTRACT && folded.last() == Some(&Token::LParen) {
                folded.push(Token::make_keyword("YEAR"));
                return false;
            }
            folded.truncate(folded.len() - typed);
            true
        }
        Token::Word(word) if word.quote_style.is_none() => match word.keyword {
            ONLY => !matches!(keyword(0), FROM | JOIN | UPDATE),
            SYMMETRIC => keyword(0) != BETWEEN,
            _ => true,
        },
        _ => true,
    }
}

/// Drops comments and blanks, and of lists of values such as `$1, $2, $3` all but the first: a list of ten thousand says no
/// more than one of two.
fn fold(tokens: Vec<Token>) -> Vec<Token> {
    let value = |token: &Token| match token {
        Token::Placeholder(_) | Token::Number(..) | Token::SingleQuotedString(_) => true,
        Token::Word(word) => matches!(word.keyword, Keyword::NULL | Keyword::TRUE | Keyword::FALSE),
        _ => false,
    };
    let mut folded: Vec<Token> = Vec::with_capacity(tokens.len().min(MOST_TOKENS));
    for token in tokens {
        if matches!(token, Token::Whitespace(_)) {
            continue;
        }
        let ends = matches!(token, Token::Comma | Token::RParen);
        // "( value , value , value" and now a comma or bracket: the last pair goes. Not elsewhere: ORDER BY 1, 2, 3.
        if ends
            && let [.., open, first, Token::Comma, second, Token::Comma, third] = folded.as_slice()
            && matches!(open, Token::LParen | Token::LBracket)
            && value(first)
            && value(second)
            && value(third)
        {
            folded.truncate(folded.len() - 2);
        }
        if follows(&mut folded, &token) {
            folded.push(token);
        }
    }
    folded
}

fn check(tokens: &[Token]) -> Result<(), String> {
    if tokens.len() > MOST_TOKENS {
        return Err(format!("{} tokens are over the cap of {MOST_TOKENS}", tokens.len()));
    }
    let (mut levels, mut here, mut above) = (Vec::new(), 0_usize, 0_usize);
    for token in tokens {
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                levels.push(here);
                above += here;
                here = 0;
            }
            Token::RParen | Token::RBracket | Token::RBrace => {
                here = levels.pop().unwrap_or(0);
                above -= here.min(above);
            }
            Token::Comma => here = 0,
            _ => {}
        }
        here += 1;
        if above + here > MOST_DEEP {
            return Err(format!("{} tokens in a row are over the cap of {MOST_DEEP}", above + here));
        }
        if levels.len() > MOST_LEVELS {
            return Err(format!("{} levels of brackets are over the cap of {MOST_LEVELS}", levels.len()));
        }
    }
    Ok(())
}

/// An identifier as PostgreSQL writes it: quoted where it must be.
pub(super) fn quote(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if begins && name.bytes().all(plain) && !is_keyword(name) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A table or index with its schema; by its name alone where its row told no schema, as the search path finds it.
pub(super) fn qualified(schema: &str, name: &str) -> String {
    if schema.is_empty() { quote(name) } else { format!("{}.{}", quote(schema), quote(name)) }
}

/// The words that PostgreSQL 12 to 17 quote as names (all keywords but the unreserved ones), in order.
const KEYWORDS: &str = "\
     all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean \
     both case cast char character check coalesce collate collation column concurrently constraint create \
     cross current_catalog current_date current_role current_schema current_time current_timestamp \
     current_user dec decimal default deferrable desc distinct do else end except exists extract false \
     fetch float for foreign freeze from full grant greatest group grouping having ilike in initially \
     inner inout int integer intersect interval into is isnull join json json_array json_arrayagg \
     json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value \
     lateral leading least left like limit localtime localtimestamp merge_action national natural nchar \
     none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay \
     placing position precision primary real references returning right row select session_user setof \
     similar smallint some substring symmetric system_user table tablesample then time timestamp to \
     trailing treat trim true union unique user using values varchar variadic verbose when where window \
     with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot \
     xmlserialize xmltable";

fn is_keyword(name: &str) -> bool {
    KEYWORDS.split(' ').any(|word| word == name)
}
