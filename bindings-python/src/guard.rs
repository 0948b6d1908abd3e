//! The one door between Python and the core: every call goes through [`guard`], so that an error of the core arrives as
//! the exception of its kind, and a panic as an `InternalError`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

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
    // Nothing that a panic left half changed is seen again: what calls change is `Shared`, which then refuses them.
    let result = catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|panic| Err(Failure::Core(Error::Internal { message: message(&*panic) })));
    result.map_err(|failure| match failure {
        Failure::Core(error) => exception(py, &error).unwrap_or_else(|error| error),
        Failure::Python(error) => error,
    })
}

/// A value of the core that calls change, for Python's threads to share.
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs one call on the value, of which no call runs code of Python, so that none can wait for itself.
    pub(crate) fn with<R>(&self, call: impl FnOnce(&mut T) -> hypercare::Result<R>) -> Fallible<R> {
        let message = "an earlier call was cut off by a panic, and may have left this half changed";
        let mut value = self.0.lock().map_err(|_| Error::Internal { message: message.to_owned() })?;
        Ok(call(&mut value)?)
    }

    pub(crate) fn copy(&self) -> Fallible<T>
    where
        T: Clone,
    {
        self.with(|value| Ok(value.clone()))
    }
}

/// Runs a call of the core, which tells how many of how many steps are done, without the interpreter. An exception of
/// `progress`, or Ctrl-C, ends it.
pub(crate) fn telling<R: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    call: impl FnOnce(&mut Tell<'_>) -> hypercare::Result<R> + Send,
) -> Fallible<R> {
    let mut stopped = None;
    let result = py.detach(|| {
        call(&mut |done, of| {
            let told = Python::attach(|py| {
                py.check_signals()?;
                progress.as_ref().map_or(Ok(()), |call| call.call1(py, (done, of)).map(drop))
            });
            told.map_err(|error| {
                stopped = Some(error);
                Error::Internal { message: "stopped by progress".to_owned() }
            })
        })
    });
    stopped.map_or_else(|| Ok(result?), |error| Err(Failure::Python(error)))
}

type Tell<'a> = dyn FnMut(usize, usize) -> hypercare::Result<()> + 'a;

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
