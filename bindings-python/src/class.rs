//! How a type of the core that calls change becomes a class, and a call a function: arguments come as types of the core,
//! answers go through the bridge, every call goes through the guard.

/// Classes, each with the readers and writers of text that its type has, other constructors, and calls; `long` ones run
/// without the interpreter.
macro_rules! classes {
    ($($name:ident($core:ty) reads[$($reader:ident)*] writes[$($writer:ident)*]
        makes[$($make:ident($($given:ident: $option:ty),*) => $made:expr;)*]
        { $($(#[$long:ident])? $call:ident($($arg:ident: $type:ty),*) of $this:ident => $answer:expr;)* }
    )*) => {$(
        #[pyclass(frozen)]
        pub(crate) struct $name(pub(crate) $crate::guard::Shared<$core>);

        impl $crate::bridge::Held for $core {
            type Class = $name;

            fn held(class: &$name) -> $crate::guard::Fallible<Self> {
                class.0.copy()
            }
        }

        #[pymethods]
        impl $name {
            $(#[staticmethod]
            fn $reader(text: &Bound<'_, PyAny>) -> PyResult<Self> {
                $crate::guard::guard(text.py(), || {
                    let (py, text): (_, String) = (text.py(), $crate::bridge::take(text, "text")?);
                    Ok(Self($crate::guard::Shared::new(py.detach(|| <$core>::$reader(&text))?)))
                })
            })*

            $(#[staticmethod]
            fn $make(py: Python<'_>, $($given: &Bound<'_, PyAny>),*) -> PyResult<Self> {
                $crate::guard::guard(py, || {
                    $(let $given: $option = $crate::bridge::Argument::from_py($given, stringify!($given))?;)*
                    Ok(Self($crate::guard::Shared::new($made)))
                })
            })*

            $(fn $writer(&self, py: Python<'_>) -> PyResult<String> {
                $crate::guard::guard(py, || py.detach(|| self.0.with(|held| held.$writer())))
            })*

            $(fn $call<'py>(&self, py: Python<'py>, $($arg: &Bound<'py, PyAny>),*) -> PyResult<Bound<'py, PyAny>> {
                $crate::guard::guard(py, || {
                    $(let $arg: $type = $crate::bridge::Argument::from_py($arg, stringify!($arg))?;)*
                    let call = || self.0.with(|$this| {
                        let answer = $answer;
                        $crate::bridge::Answer::value(&answer)
                    });
                    $crate::bridge::to_python(py, $crate::class::run!([$($long)?] py, call)?)
                })
            })*
        }
    )*};
}

/// Functions likewise.
macro_rules! functions {
    ($($(#[$long:ident])? $name:ident($($arg:ident: $type:ty),*) => $answer:expr;)*) => {$(
        #[pyfunction]
        pub(crate) fn $name<'py>(py: Python<'py>, $($arg: &Bound<'py, PyAny>),*) -> PyResult<Bound<'py, PyAny>> {
            $crate::guard::guard(py, || {
                $(let $arg: $type = $crate::bridge::Argument::from_py($arg, stringify!($arg))?;)*
                let call = || -> $crate::guard::Fallible<_> {
                    let answer = $answer;
                    Ok($crate::bridge::Answer::value(&answer)?)
                };
                $crate::bridge::to_python(py, $crate::class::run!([$($long)?] py, call)?)
            })
        }
    )*};
}

macro_rules! run {
    ([] $py:ident, $call:ident) => {
        $call()
    };
    ([long] $py:ident, $call:ident) => {
        $py.detach($call)
    };
}

pub(crate) use {classes, functions, run};
