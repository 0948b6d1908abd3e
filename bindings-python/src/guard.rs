//! The one door between Python and the core: every call goes through [`guard`], so that an error of the core arrives as
//! the exception of its kind, and a panic as an `InternalError`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hypercare::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// What goes wrong on either side.
pub(crate) enum Failure {
    Core(Error),
    Python(PyErr),
}

pub(crate) type Fallible<T> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

/// Runs a call into the core.
pub(crate) fn guard<T>(py: Python<'_>, call: impl FnOnce() -> Fallible<T>) -> PyResult<T> {
    // Nothing that a panic left half changed is seen again: documents are frozen, and a desk refuses further calls.
    let result = catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|panic| Err(Failure::Core(Error::Internal { message: message(&*panic) })));
    result.map_err(|failure| match failure {
        Failure::Core(error) => exception(py, &error).unwrap_or_else(|error| error),
        Failure::Python(error) => error,
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a message").to_owned()
}

/// The exception of the class that `hypercare._errors` keeps for the error's code.
fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static BUILD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let position = error.position().map(|position| (position.line, position.column));
    let details = (error.code(), error.to_string(), position, error.cycle());
    Ok(PyErr::from_value(BUILD.import(py, "hypercare._errors", "build")?.call1(details)?))
}
