extension SQLiteMigrations {
    /// What is reserved of a variant is kept in its row, so that a SKU with thousands of open orders need not be added up;
    /// and a variant's sales are found by an index. When the next of an offer's numbers settles is a column too, so that a
    /// hundred thousand that wait need not be read to find those that are due.
    static let ingest = """
        ALTER TABLE variant ADD COLUMN open_units INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE variant ADD COLUMN short_units INTEGER NOT NULL DEFAULT 0;
        UPDATE variant SET
            open_units = coalesce((SELECT sum(r.units) FROM reservation r
                WHERE r.tenant_id = variant.tenant_id AND r.part_id = variant.id), 0),
            short_units = coalesce((SELECT sum(r.short) FROM reservation r
                WHERE r.tenant_id = variant.tenant_id AND r.part_id = variant.id), 0);
        ALTER TABLE offer ADD COLUMN fix_at INTEGER;
        UPDATE offer SET fix_at = touched_at WHERE unsettled;
        DROP INDEX offer_unsettled;
        CREATE INDEX offer_unsettled ON offer (tenant_id, connection_id, fix_at, id) WHERE unsettled;
        CREATE INDEX order_line_variant ON order_line (tenant_id, variant_id);
        CREATE INDEX reservation_short ON reservation (tenant_id, part_id) WHERE short > 0;
        """
}
