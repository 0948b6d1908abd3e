//! How a call of the core becomes a method of a class. Every export is made here or calls `guard` or `promise` itself.

use hypercare::document::value::{Keys, from_value};
use napi::bindgen_prelude::*;
use serde::de::DeserializeOwned;

use crate::bridge::{Elements, elements, items, of_type, read};
use crate::errors::{Outcome, invalid};

/// Methods of a class, or functions: each argument is read as its type, the body runs behind the guard, what it gives is returned.
/// `#[getter]` and the like are options of napi; `async` makes a Promise of the job that the body gives, or of the object
/// itself for a job that gives nothing. Documentation stands in index.d.ts.
macro_rules! exports {
    () => {};
    ($class:ident:) => {};
    (fn $name:ident($($arg:ident: $type:ty),*) -> $gives:ty $body:block $($rest:tt)*) => {
        #[allow(unused_braces)]
        #[napi_derive::napi]
        pub fn $name(env: &napi::Env, $($arg: napi::Unknown<'_>),*) -> napi::Result<$gives> {
            $crate::errors::guard(env, || {
                $(let $arg: $type = $crate::export::Argument::from_js($arg, &$crate::bridge::camel(stringify!($arg)))?;)*
                Ok($body)
            })
        }
        exports!($($rest)*);
    };
    (async fn $name:ident($($arg:ident: $type:ty),*) $body:block $($rest:tt)*) => {
        #[napi_derive::napi]
        #[allow(clippy::too_many_arguments)] // as many as the core's call has, and the three of every call
        pub fn $name<'env>(env: &'env napi::Env, this: napi::bindgen_prelude::This<'env>, $($arg: napi::Unknown<'env>,)* job: napi::Unknown<'env>) -> napi::Result<napi::Unknown<'env>> {
            $crate::work::promise(env, job, this, || {
                $(let $arg: $type = $crate::export::Argument::from_js($arg, stringify!($arg))?;)*
                Ok($body)
            })
        }
        exports!($($rest)*);
    };
    ($class:ident: $(#[$($option:tt)+])? fn $name:ident(&mut $self:ident $(, $arg:ident: $type:ty)*) -> $gives:ty $body:block $($rest:tt)*) => {
        exports!(@ $class, [$($($option)+)?] fn $name[&mut $self,]($($arg: $type),*) -> $gives $body);
        exports!($class: $($rest)*);
    };
    ($class:ident: $(#[$($option:tt)+])? fn $name:ident(&$self:ident $(, $arg:ident: $type:ty)*) -> $gives:ty $body:block $($rest:tt)*) => {
        exports!(@ $class, [$($($option)+)?] fn $name[&$self,]($($arg: $type),*) -> $gives $body);
        exports!($class: $($rest)*);
    };
    ($class:ident: $(#[$($option:tt)+])? fn $name:ident($($arg:ident: $type:ty),*) -> $gives:ty $body:block $($rest:tt)*) => {
        exports!(@ $class, [$($($option)+)?] fn $name[]($($arg: $type),*) -> $gives $body);
        exports!($class: $($rest)*);
    };
    ($class:ident: async fn $name:ident(&$self:ident $(, $arg:ident: $type:ty)*) $body:block $($rest:tt)*) => {
        exports!(@async $class, fn $name[&$self,]($($arg: $type),*) $body);
        exports!($class: $($rest)*);
    };
    ($class:ident: async fn $name:ident($($arg:ident: $type:ty),*) $body:block $($rest:tt)*) => {
        exports!(@async $class, fn $name[]($($arg: $type),*) $body);
        exports!($class: $($rest)*);
    };
    (@async $class:ident, fn $name:ident[$($receiver:tt)*]($($arg:ident: $type:ty),*) $body:block) => {
        #[napi_derive::napi]
        impl $class {
            #[allow(clippy::too_many_arguments)] // as many as the core's call has, and the three of every call
            #[napi]
            pub fn $name<'env>($($receiver)* env: &'env napi::Env, this: napi::bindgen_prelude::This<'env>, $($arg: napi::Unknown<'env>,)* options: napi::Unknown<'env>) -> napi::Result<napi::Unknown<'env>> {
                $crate::work::promise(env, options, this, || {
                    $(let $arg: $type = $crate::export::Argument::from_js($arg, stringify!($arg))?;)*
                    Ok($body)
                })
            }
        }
    };
    (@ $class:ident, [$($option:tt)*] fn $name:ident[$($receiver:tt)*]($($arg:ident: $type:ty),*) -> $gives:ty $body:block) => {
        #[napi_derive::napi]
        impl $class {
            #[napi($($option)*)]
            pub fn $name($($receiver)* env: &napi::Env, $($arg: napi::Unknown<'_>),*) -> napi::Result<$gives> {
                $crate::errors::guard(env, || {
                    $(let $arg: $type = $crate::export::Argument::from_js($arg, &$crate::bridge::camel(stringify!($arg)))?;)*
                    Ok($body)
                })
            }
        }
    };
}

/// How a document is read from text, by functions of the core, and written.
macro_rules! document {
    ($class:ident, $core:ty: $($reader:ident),+) => {
        exports! { $class:
            $(#[factory] fn $reader(text: String) -> Self { Self(<$core>::$reader(&text)?) })+
            fn to_json(&self) -> String { self.0.to_json()? }
        }
    };
}

/// How something that the host drives is written down and read back, and when it wants to be looked at again.
macro_rules! machine {
    ($class:ident, $core:ty) => {
        exports! { $class:
            #[factory] fn restore(snapshot: String) -> Self { Self(<$core>::restore(&snapshot)?) }
            fn snapshot(&self) -> String { self.0.snapshot()? }
            fn next_wakeup(&self) -> $crate::bridge::Js { $crate::bridge::date(self.0.next_wakeup()) }
        }
    };
}

/// What an export takes.
pub(crate) trait Argument<'a>: Sized {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self>;
}

/// Any type of the core, by way of the bridge; an instant as a `Date` or as RFC 3339 text.
impl<T: DeserializeOwned> Argument<'_> for T {
    fn from_js(value: Unknown<'_>, name: &str) -> Outcome<Self> {
        Ok(from_value(read(value, name)?, name, Keys::Camel)?)
    }
}

/// An object of a class of this package; the engine knows the class by its tag.
pub(crate) struct Of<'a, T>(pub(crate) ClassInstance<'a, T>);

impl<'a, T: TypeName> Argument<'a> for Of<'a, T>
where
    ClassInstance<'a, T>: FromNapiValue,
{
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let found = of_type(value.get_type()?);
        // SAFETY: the conversion itself checks that it is such an object.
        unsafe { value.cast() }
            .map(Self)
            .map_err(|_| invalid(name, &format!("an object of class {}", T::type_name()), found))
    }
}

/// One that may be left out; types of the core are `Option`s.
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<'a, T: Argument<'a>> Argument<'a> for Maybe<T> {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let left_out = matches!(value.get_type()?, ValueType::Undefined | ValueType::Null);
        if left_out { Ok(Self(None)) } else { T::from_js(value, name).map(Some).map(Self) }
    }
}

/// An array of them; types of the core are in a `Vec`.
pub(crate) struct Each<T>(pub(crate) Vec<T>);

impl<'a, T: Argument<'a>> Argument<'a> for Each<T> {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let items = items(value, name)?.into_iter().enumerate();
        items.map(|(at, item)| T::from_js(item, &format!("{name}[{at}]"))).collect::<Outcome<_>>().map(Self)
    }
}

/// A text, or the bytes of one in UTF-8, and whether it is those.
pub(crate) struct Text(pub(crate) String, pub(crate) bool);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Argument<'_> for Text {
    fn from_js(value: Unknown<'_>, name: &str) -> Outcome<Self> {
        let expected = "a string, or its bytes in UTF-8";
        // A Date would be read as the text that it is written as.
        if value.is_date()? {
            return Err(invalid(name, expected, "a Date"));
        }
        let Some(elements) = elements(value, name)? else { return Ok(Self(String::from_js(value, name)?, false)) };
        let text = if let Elements::Bytes(bytes) = elements { str::from_utf8(bytes).ok() } else { None };
        text.map(|text| Self(text.to_owned(), true)).ok_or_else(|| invalid(name, expected, "others"))
    }
}

/// The error of `new` for a class whose objects come from elsewhere.
pub(crate) fn unmade<T>(class: &str, makers: &str) -> Outcome<T> {
    Err(invalid(format!("new {class}"), &format!("one of {makers}, which make it"), "a call of the constructor"))
}

/// Any value, which the body reads.
pub(crate) struct Any<'a>(pub(crate) Unknown<'a>);

impl<'a> Argument<'a> for Any<'a> {
    fn from_js(value: Unknown<'a>, _: &str) -> Outcome<Self> {
        Ok(Self(value))
    }
}
