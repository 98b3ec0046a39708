extension DataMap {
    /// Every table and every column of it. A column that is missing here fails the tests.
    public static let tables: [TableLabel] = Self.trade + Self.peopleAndKeys

    /// What is bought, sold and kept in step.
    private static let trade: [TableLabel] = [
        TableLabel(
            "tenant", purpose: "the workspace and its key, sealed under the master key", subject: .tenant,
            ground: .contract, retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                id
                """,
                .operations: """
                name created_at key_made_at suspended_at suspended_for appeal appealed_at
                """,
                .credential: """
                wrapped_key former_key
                """,
            ]),
        TableLabel(
            "api_token", purpose: "letting a program in, by the digest of its token", subject: .member,
            ground: .contract, retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id member_id
                """,
                .operations: """
                name role created_at revoked_at used_at
                """,
                .credential: """
                digest
                """,
            ]),
        TableLabel(
            "webhook_route", purpose: "finding whose webhook arrived", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .tenant,
            columns: [
                .identifier: """
                id tenant_id connection_id
                """
            ]),
        TableLabel(
            "consent", purpose: "a merchant's consent at a channel, from the question to the answer", subject: .tenant,
            ground: .contract, retention: .days(1), source: .tenant,
            columns: [
                .identifier: """
                id tenant_id connection_id
                """,
                .operations: """
                channel name address settings redirect created_at expires_at taken_at finished_at refusal
                """,
                .credential: """
                state_digest verifier
                """,
            ]),
        TableLabel(
            "claimed_shop", purpose: "no shop is kept in step by two workspaces", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id remote_id
                """,
                .operations: """
                channel address
                """,
            ]),
        TableLabel(
            "connection_token", purpose: "calling a shop whose merchant consented", subject: .tenant,
            ground: .contract, retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id remote_id
                """,
                .operations: """
                version obtained_at expires_at refresh_expires_at doubted_version lease_token lease_until
                """,
                .credential: """
                tokens
                """,
            ]),
        TableLabel(
            "workspace", purpose: "what the tenant decided for all its stock", subject: .tenant, ground: .contract,
            retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id authority_id
                """,
                .operations: """
                policy policy_buffer tolerance currency brake_limits
                """,
            ]),
        TableLabel(
            "location", purpose: "where units lie", subject: .tenant, ground: .contract, retention: .asLongAsTenant,
            source: .tenant,
            columns: [
                .identifier: """
                tenant_id id
                """,
                .operations: """
                name position
                """,
            ]),
        TableLabel(
            "product", purpose: "the catalogue", subject: .tenant, ground: .contract, retention: .asLongAsTenant,
            source: .tenant,
            columns: [
                .identifier: """
                tenant_id id
                """,
                .operations: """
                handle title content status created_at updated_at
                """,
            ]),
        TableLabel(
            "variant", purpose: "the catalogue, prices and how fast things sell", subject: .tenant, ground: .contract,
            retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id id product_id
                """,
                .operations: """
                sku gtin title options price_minor currency image is_counted policy mode rate_slow rate_fast \
                rate_at open_units short_units created_at updated_at grams
                """,
            ]),
        TableLabel(
            "bundle_part", purpose: "the catalogue", subject: .tenant, ground: .contract, retention: .asLongAsTenant,
            source: .tenant,
            columns: [
                .identifier: """
                tenant_id bundle_id part_id
                """,
                .operations: """
                units
                """,
            ]),
        TableLabel(
            "stock_level", purpose: "how many units there are", subject: .tenant, ground: .contract,
            retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id variant_id location_id
                """,
                .operations: """
                on_hand buffer
                """,
            ]),
        TableLabel(
            "movement", purpose: "the ledger of stock", subject: .tenant, ground: .contract, retention: .asLongAsTenant,
            source: .tenant,
            columns: [
                .identifier: """
                tenant_id id variant_id location_id trace_id
                """,
                .operations: """
                change cause reference note at
                """,
            ]),
        TableLabel(
            "connection", purpose: "reaching a shop and its health", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .tenant,
            columns: [
                .identifier: """
                tenant_id id
                """,
                .operations: """
                channel name address settings price_rule currency state reason imported_at cutover_at \
                order_cursor channel_time clock_era orders_prove_from orders_due_at sweep_due_at hooks_due_at orders_read_at \
                backoff_until failures parallel lag_seconds calls throttled last_answer_at last_error \
                last_error_at hook_at created_at reading echo_sales echo_units
                """,
                .credential: """
                credentials webhook_secret
                """,
            ]),
        TableLabel(
            "offer", purpose: "what each shop should show and shows", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id id connection_id listing_ref variation_ref variant_id
                """,
                .operations: """
                call_group title options sku gtin status image counts_stock currency mapping mapping_reason \
                candidates wanted_quantity wanted_price wanted_version wanted_reason wanted_cause wanted_at \
                submitted_quantity submitted_price submitted_at shown_quantity shown_price touched_at \
                observed_quantity observed_price observed_at held escrow escrow_units unsettled fix_at in_doubt \
                urgency parked_code parked_field parked_reason brake repairs repairs_since tries read_due_at created_at
                """,
            ]),
        TableLabel(
            "write_intent", purpose: "knowing what was sent when an answer is lost", subject: .tenant,
            ground: .contract, retention: .days(30), source: .derived,
            columns: [
                .identifier: """
                tenant_id id connection_id offer_id trace_id feed_id
                """,
                .operations: """
                quantity price wanted_version state sent_at expires_at answered_at detail feed_message feed_before
                """,
            ]),
        TableLabel(
            "feed", purpose: "knowing what became of many writes that travel together", subject: .tenant,
            ground: .contract, retention: .days(30), source: .derived,
            columns: [
                .identifier: """
                tenant_id connection_id id remote_id report_id trace_id
                """,
                .operations: """
                state messages fate sent_at expires_at look_at ended_at
                """,
            ]),
        TableLabel(
            "kept_stock", purpose: "telling what a channel keeps and counts itself", subject: .tenant,
            ground: .contract, retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id listing_ref
                """,
                .operations: """
                title sellable reserved incoming unsellable changed_at read_at
                """,
            ]),
        TableLabel(
            "kept_reading", purpose: "when that is read again", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .derived,
            columns: [
                .identifier: """
                tenant_id connection_id
                """,
                .operations: """
                due_at next begun_at read_at trouble
                """,
            ]),
        TableLabel(
            "finance_transaction", purpose: "telling how a channel books the merchant's money", subject: .tenant,
            ground: .contract, retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id remote_id id order_ref
                """,
                .operations: """
                kind status words posted_at store account amount_minor currency parts items read_at
                """,
            ]),
        TableLabel(
            "finance_progress", purpose: "when that is read again", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .derived,
            columns: [
                .identifier: """
                tenant_id connection_id
                """,
                .operations: """
                due_at cursor_at stage from_at until_at next begun_at read_at trouble
                """,
            ]),
        TableLabel(
            "market_price", purpose: "telling what is asked for the merchant's goods at a channel", subject: .tenant,
            ground: .contract, retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id listing_ref
                """,
                .operations: """
                featured_minor is_ours lowest_minor currency offers read_at
                """,
            ]),
        TableLabel(
            "market_progress", purpose: "when that is read again", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .derived,
            columns: [
                .identifier: """
                tenant_id connection_id
                """,
                .operations: """
                due_at after_ref begun_at read_at trouble
                """,
            ]),
        TableLabel(
            "listing_intent", purpose: "finding a new listing again when an answer is lost", subject: .tenant,
            ground: .contract, retention: .untilWorked, source: .tenant,
            columns: [
                .identifier: """
                tenant_id connection_id id trace_id
                """,
                .operations: """
                sku title sent_at expires_at
                """,
            ]),
        TableLabel(
            "order_intent", purpose: "sending a cancellation or a refund once when an answer is lost", subject: .tenant,
            ground: .contract, retention: .untilWorked, source: .tenant,
            columns: [
                .identifier: """
                tenant_id order_id connection_id id trace_id
                """,
                .operations: """
                kind ask amount_minor currency known_refunds sent_at expires_at work look_at
                """,
            ]),
        TableLabel(
            "sales_order", purpose: "orders without any field about the buyer", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id id connection_id remote_id
                """,
                .operations: """
                number state remote_status placed_at changed_at imported_at total_minor currency digest fold
                """,
            ]),
        TableLabel(
            "order_line", purpose: "orders without any field about the buyer", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .channel,
            columns: [
                .identifier: """
                tenant_id order_id line_ref offer_id variant_id
                """,
                .operations: """
                sku title units open_units shipped_units held_units reduced_units price_minor
                """,
            ]),
        TableLabel(
            "reservation", purpose: "what orders hold of the stock", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .derived,
            columns: [
                .identifier: """
                tenant_id part_id order_id line_ref
                """,
                .operations: """
                units short since
                """,
            ]),
        TableLabel(
            "shipment", purpose: "telling a shop that goods left", subject: .tenant, ground: .contract,
            retention: .asLongAsConnection, source: .tenant,
            columns: [
                .identifier: """
                tenant_id id order_id connection_id
                """,
                .operations: """
                carrier tracking state reason tries due_at created_at confirmed_at
                """,
            ]),
        TableLabel(
            "plan", purpose: "changes shown before they are applied, and their undo", subject: .tenant,
            ground: .contract, retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id id connection_id
                """,
                .operations: """
                kind title state brakes created_at applied_at undone_at
                """,
            ]),
        TableLabel(
            "plan_change", purpose: "changes shown before they are applied, and their undo", subject: .tenant,
            ground: .contract, retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id plan_id offer_id variant_id
                """,
                .operations: """
                position sku target field before_value after_value reason state
                """,
            ]),
        TableLabel(
            "event", purpose: "the sync log", subject: .tenant, ground: .contract, retention: .days(30),
            source: .derived,
            columns: [
                .identifier: """
                tenant_id id connection_id variant_id offer_id order_id trace_id
                """,
                .operations: """
                at kind level sku summary detail
                """,
            ]),
        TableLabel(
            "inbox", purpose: "webhooks reduced to what to read", subject: .tenant, ground: .contract,
            retention: .untilWorked, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id id
                """,
                .operations: """
                kind resource received_at
                """,
            ]),
        TableLabel(
            "unreadable", purpose: "records a shop sent that could not be read", subject: .tenant, ground: .contract,
            retention: .untilWorked, source: .channel,
            columns: [
                .identifier: """
                tenant_id connection_id
                """,
                .operations: """
                kind place reason first_at last_at
                """,
            ]),
        TableLabel(
            "import_run", purpose: "imports and their progress", subject: .tenant, ground: .contract,
            retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id id
                """,
                .operations: """
                source format state total done created updated skipped refused started_at finished_at
                """,
            ]),
        TableLabel(
            "import_issue", purpose: "what was odd in an import", subject: .tenant, ground: .contract,
            retention: .asLongAsTenant, source: .tenant,
            columns: [
                .identifier: """
                tenant_id run_id
                """,
                .operations: """
                position row_number column_name code severity sentence way_out
                """,
            ]),
        TableLabel(
            "budget", purpose: "how much of a channel's limits is used", subject: .tenant, ground: .contract,
            retention: .days(2), source: .derived,
            columns: [.operations: "channel holder name state updated_at"]),
        TableLabel(
            "job", purpose: "durable work: which connection to look at, and who is looking", subject: .tenant,
            ground: .contract, retention: .asLongAsConnection, source: .derived,
            columns: [
                .identifier: """
                tenant_id trace_id
                """,
                .operations: """
                kind key priority due_at generation attempts state reason lease_owner lease_token lease_until \
                lease_generation updated_at
                """,
            ]),
    ]
}
