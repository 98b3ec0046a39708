extension PostgresMigrations {
    /// What is used of each limit of a channel. The row is rewritten with every round of calls, so it has room beside it.
    static let budgets = """
        CREATE TABLE budget (
            channel text COLLATE "C" NOT NULL,
            holder text COLLATE "C" NOT NULL,
            name text COLLATE "C" NOT NULL,
            state jsonb NOT NULL,
            updated_at timestamptz NOT NULL,
            PRIMARY KEY (channel, holder, name)
        ) WITH (fillfactor = 50);
        """
}
