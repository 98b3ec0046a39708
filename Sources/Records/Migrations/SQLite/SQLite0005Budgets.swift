extension SQLiteMigrations {
    /// What is used of each limit of a channel.
    static let budgets = """
        CREATE TABLE budget (
            channel TEXT NOT NULL,
            holder TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (channel, holder, name)
        ) STRICT;
        """
}
