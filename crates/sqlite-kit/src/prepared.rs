use rusqlite::{Connection, Params, Row};

/// Statements that are said again and again: each is prepared once for a connection, which otherwise takes longer than
/// carrying it out.
pub trait Prepared {
    /// Carries a statement out and gives the number of rows it changed.
    ///
    /// # Errors
    /// SQLite's.
    fn run<P: Params>(&self, statement: &str, values: P) -> rusqlite::Result<usize>;

    /// Asks for one row.
    ///
    /// # Errors
    /// SQLite's; [`rusqlite::Error::QueryReturnedNoRows`] when there is none.
    fn ask<T, P: Params>(
        &self,
        statement: &str,
        values: P,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T>;
}

impl Prepared for Connection {
    fn run<P: Params>(&self, statement: &str, values: P) -> rusqlite::Result<usize> {
        self.prepare_cached(statement)?.execute(values)
    }

    fn ask<T, P: Params>(
        &self,
        statement: &str,
        values: P,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.prepare_cached(statement)?.query_row(values, read)
    }
}
