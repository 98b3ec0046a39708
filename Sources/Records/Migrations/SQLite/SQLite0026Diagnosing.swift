extension SQLiteMigrations {
    /// Which field a channel named when it refused an offer; and what waits for a person is found without looking at every offer.
    static let diagnosing = """
        ALTER TABLE offer ADD COLUMN parked_field TEXT;
        CREATE INDEX offer_stuck ON offer (tenant_id, id) WHERE parked_code IS NOT NULL OR brake IS NOT NULL;
        CREATE INDEX offer_off_sale ON offer (tenant_id, id) WHERE status = 'inactive' AND mapping = 'linked';
        CREATE INDEX offer_unlinked ON offer (tenant_id, connection_id)
            WHERE mapping IN ('proposed', 'ambiguous', 'unmatched');
        CREATE INDEX shipment_refused ON shipment (tenant_id, created_at) WHERE state = 'refused';
        """
}
