//! Every way out of the core: results, errors and panics become JavaScript values and `HypercareError`s here.

use std::fmt::Display;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hypercare::Error;
use napi::bindgen_prelude::*;

use crate::bridge::{Makers, camel};

/// What an export can fail with.
pub(crate) enum Fault {
    /// An error of the core, or one that this binding words like the core.
    Core(Error),
    /// A file, by its path, that could not be read or written.
    File(String, std::io::Error),
    /// An exception of JavaScript: a getter that threw, an engine that is shutting down.
    Js(napi::Error),
}

pub(crate) type Outcome<T> = std::result::Result<T, Fault>;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<napi::Error> for Fault {
    fn from(error: napi::Error) -> Self {
        Self::Js(error)
    }
}

/// An argument that is not what was expected.
pub(crate) fn invalid(name: impl Display, expected: &str, found: impl Display) -> Fault {
    let short = |text: String| text.chars().take(200).collect();
    let (name, found) = (short(name.to_string()), short(found.to_string()));
    Fault::Core(Error::Invalid { name, expected: expected.to_owned(), found })
}

type Failure = FnArgs<(String, &'static str, Option<u32>, Option<u32>, Option<Vec<String>>)>;

/// A function of glue.js.
pub(crate) fn glue<'a, A: JsValuesTupleIntoVec, R: FromNapiValue>(
    env: &'a Env,
    name: &str,
) -> Result<Function<'a, A, R>> {
    realm(env)?.glue.get_value(env)?.get_named_property_unchecked(name)
}

/// What each environment holds once.
pub(crate) struct Realm {
    glue: ObjectRef<false>,
    pub(crate) makers: Makers,
}

pub(crate) fn realm(env: &Env) -> Result<&Realm> {
    let missing = || napi::Error::from_reason("hypercare is not loaded");
    Ok(env.get_instance_data::<Realm>()?.ok_or_else(missing)?)
}

/// Exports the error class, which napi cannot make.
#[napi_derive::napi(module_exports)]
pub fn init(mut exports: Object<'_>, env: Env) -> Result<()> {
    let glue: Object<'_> = env.run_script(include_str!("glue.js"))?;
    exports.set_named_property("HypercareError", glue.get_named_property::<Unknown<'_>>("HypercareError")?)?;
    env.set_instance_data(Realm { glue: glue.create_ref::<false>()?, makers: Makers::default() }, (), drop)
}

/// Runs the body of an export: the one door through which everything leaves. A panic becomes an `internal` error.
pub(crate) fn guard<T>(env: &Env, body: impl FnOnce() -> Outcome<T>) -> Result<T> {
    caught(body).map_err(|fault| thrown(env, fault))
}

/// The same without an environment, for the thread pool.
pub(crate) fn caught<T>(body: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(Error::Internal { message: text.unwrap_or("a panic").to_owned() }.into())
    })
}

/// The error with the options and fields that it names as JavaScript spells them.
fn spelled(mut error: Error) -> Error {
    let is_field =
        |word: &str| word.contains('_') && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let word = |word: &str| if is_field(word) { camel(word) } else { word.to_owned() };
    match &mut error {
        // "cpu, scale_down": what stands first may be a name of the caller's.
        Error::Invalid { name, expected, .. } => {
            let (of, field) =
                name.rsplit_once(", ").map_or((String::new(), &**name), |(of, field)| (format!("{of}, "), field));
            *name = of + &word(field);
            *expected = expected.split(' ').map(word).collect::<Vec<_>>().join(" ");
        }
        Error::OutOfOrder { what, clock, .. } => {
            for text in [what, clock] {
                *text =
                    text.split_once(' ').map_or_else(|| word(text), |(field, rest)| format!("{} {rest}", word(field)));
            }
        }
        _ => {}
    }
    error
}

/// The JavaScript error for a fault.
pub(crate) fn thrown(env: &Env, fault: Fault) -> napi::Error {
    let error = match fault {
        Fault::Core(error) => spelled(error),
        Fault::File(path, error) => {
            let code = match error.kind() {
                ErrorKind::NotFound => "ENOENT",
                ErrorKind::PermissionDenied => "EACCES",
                ErrorKind::IsADirectory => "EISDIR",
                ErrorKind::NotADirectory => "ENOTDIR",
                _ => "EIO",
            };
            let failure = glue::<FnArgs<_>, Unknown<'_>>(env, "fileError");
            let failure = failure.and_then(|failure| failure.call((error.to_string(), code, path).into()));
            return failure.map_or_else(|error| error, napi::Error::from);
        }
        Fault::Js(error) => return pending(env).unwrap_or(error),
    };
    let position = error.position();
    let arguments = (
        error.to_string(),
        error.code(),
        position.map(|position| position.line),
        position.map(|position| position.column),
        error.cycle().map(<[String]>::to_vec),
    );
    let failure = glue::<Failure, Unknown<'_>>(env, "failure").and_then(|failure| failure.call(arguments.into()));
    failure.map_or_else(|error| error, napi::Error::from)
}

/// The exception that JavaScript threw while a value was read, taken so that a Promise can reject with it.
fn pending(env: &Env) -> Option<napi::Error> {
    let (mut thrown, mut value) = (false, std::ptr::null_mut());
    // SAFETY: the environment is live, and `value` is set where an exception is pending.
    unsafe {
        sys::napi_is_exception_pending(env.raw(), &mut thrown);
        let taken = thrown && sys::napi_get_and_clear_last_exception(env.raw(), &mut value) == sys::Status::napi_ok;
        taken.then(|| napi::Error::from_unknown_without_coercion(Unknown::from_raw_unchecked(env.raw(), value)))
    }
}
