extension PostgresMigrations {
    /// When a channel is asked next how far it is with what it does in its own time; and what became of what it was asked for, by order.
    static let following = """
        ALTER TABLE order_intent ADD COLUMN look_at timestamptz;
        UPDATE order_intent SET look_at = sent_at WHERE work IS NOT NULL;
        CREATE INDEX order_intent_look ON order_intent (tenant_id, connection_id, look_at) WHERE look_at IS NOT NULL;
        CREATE INDEX event_reversal ON event (tenant_id, order_id, at)
            WHERE kind IN ('order.cancel-done', 'order.refund-done', 'order.cancel-failed');
        """
}
