import Jobs

extension SQLiteMigrations {
    /// The first schema: one stockroom, connections, offers, orders.
    static let first = """
        CREATE TABLE tenant (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            wrapped_key BLOB NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX tenant_name ON tenant (name);
        CREATE TABLE api_token (
            digest BLOB NOT NULL PRIMARY KEY,
            tenant_id TEXT,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT;
        CREATE TABLE webhook_route (
            id TEXT NOT NULL PRIMARY KEY,
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL
        ) STRICT;

        """ + JobSchema.sqlite + """

            CREATE TABLE workspace (
                tenant_id TEXT NOT NULL PRIMARY KEY,
                policy TEXT NOT NULL,
                policy_buffer INTEGER NOT NULL,
                tolerance REAL NOT NULL,
                currency TEXT NOT NULL,
                authority_id TEXT,
                brake_limits TEXT
            ) STRICT;
            CREATE TABLE location (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                name TEXT NOT NULL,
                position INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX location_name ON location (tenant_id, name);
            CREATE TABLE product (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                handle TEXT NOT NULL,
                title TEXT NOT NULL,
                content TEXT NOT NULL,
                status TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX product_handle ON product (tenant_id, handle);
            CREATE TABLE variant (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                product_id TEXT NOT NULL,
                sku TEXT NOT NULL,
                gtin TEXT,
                title TEXT NOT NULL,
                options TEXT NOT NULL,
                price_minor INTEGER,
                currency TEXT NOT NULL,
                image TEXT,
                is_counted INTEGER NOT NULL,
                policy TEXT,
                mode TEXT NOT NULL,
                rate_slow REAL NOT NULL,
                rate_fast REAL NOT NULL,
                rate_at INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX variant_sku ON variant (tenant_id, sku);
            CREATE INDEX variant_product ON variant (tenant_id, product_id);
            CREATE TABLE bundle_part (
                tenant_id TEXT NOT NULL,
                bundle_id TEXT NOT NULL,
                part_id TEXT NOT NULL,
                units INTEGER NOT NULL CHECK (units > 0),
                PRIMARY KEY (tenant_id, bundle_id, part_id),
                FOREIGN KEY (tenant_id, bundle_id) REFERENCES variant (tenant_id, id),
                FOREIGN KEY (tenant_id, part_id) REFERENCES variant (tenant_id, id)
            ) STRICT;
            CREATE INDEX bundle_part_part ON bundle_part (tenant_id, part_id);
            CREATE TABLE stock_level (
                tenant_id TEXT NOT NULL,
                variant_id TEXT NOT NULL,
                location_id TEXT NOT NULL,
                on_hand INTEGER NOT NULL,
                buffer INTEGER NOT NULL CHECK (buffer >= 0),
                PRIMARY KEY (tenant_id, variant_id, location_id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id),
                FOREIGN KEY (tenant_id, location_id) REFERENCES location (tenant_id, id)
            ) STRICT;
            CREATE TABLE movement (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                variant_id TEXT NOT NULL,
                location_id TEXT NOT NULL,
                change INTEGER NOT NULL,
                cause TEXT NOT NULL,
                reference TEXT,
                note TEXT,
                at INTEGER NOT NULL,
                trace_id TEXT,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
            ) STRICT;
            CREATE INDEX movement_variant ON movement (tenant_id, variant_id, id);
            CREATE TABLE connection (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                channel TEXT NOT NULL,
                name TEXT NOT NULL,
                address TEXT NOT NULL,
                credentials BLOB NOT NULL,
                webhook_secret BLOB NOT NULL,
                settings TEXT NOT NULL,
                price_rule TEXT,
                currency TEXT,
                state TEXT NOT NULL,
                reason TEXT,
                imported_at INTEGER,
                cutover_at INTEGER NOT NULL,
                order_cursor INTEGER,
                channel_time INTEGER,
                orders_due_at INTEGER NOT NULL,
                sweep_due_at INTEGER NOT NULL,
                hooks_due_at INTEGER NOT NULL,
                orders_read_at INTEGER,
                backoff_until INTEGER,
                failures INTEGER NOT NULL,
                parallel INTEGER NOT NULL,
                lag_seconds REAL NOT NULL,
                calls INTEGER NOT NULL,
                throttled INTEGER NOT NULL,
                last_answer_at INTEGER,
                last_error TEXT,
                last_error_at INTEGER,
                hook_at INTEGER,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX connection_name ON connection (tenant_id, name);
            CREATE TABLE offer (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                listing_ref TEXT NOT NULL,
                variation_ref TEXT NOT NULL,
                call_group TEXT NOT NULL,
                title TEXT NOT NULL,
                options TEXT NOT NULL,
                sku TEXT,
                gtin TEXT,
                status TEXT NOT NULL,
                image TEXT,
                counts_stock INTEGER NOT NULL,
                currency TEXT NOT NULL,
                variant_id TEXT,
                mapping TEXT NOT NULL,
                mapping_reason TEXT NOT NULL,
                candidates TEXT NOT NULL,
                wanted_quantity INTEGER,
                wanted_price INTEGER,
                wanted_version INTEGER NOT NULL,
                wanted_reason TEXT,
                wanted_cause TEXT NOT NULL,
                wanted_at INTEGER NOT NULL,
                submitted_quantity INTEGER,
                submitted_price INTEGER,
                submitted_at INTEGER,
                shown_quantity INTEGER,
                shown_price INTEGER,
                touched_at INTEGER NOT NULL,
                observed_quantity INTEGER,
                observed_price INTEGER,
                observed_at INTEGER,
                held INTEGER NOT NULL,
                escrow TEXT NOT NULL,
                escrow_units INTEGER NOT NULL,
                unsettled INTEGER NOT NULL,
                in_doubt INTEGER NOT NULL,
                urgency INTEGER NOT NULL,
                parked_code TEXT,
                parked_reason TEXT,
                brake TEXT,
                repairs INTEGER NOT NULL,
                repairs_since INTEGER,
                tries INTEGER NOT NULL,
                read_due_at INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX offer_ref ON offer (tenant_id, connection_id, listing_ref, variation_ref);
            CREATE INDEX offer_variant ON offer (tenant_id, variant_id);
            CREATE INDEX offer_dirty ON offer (tenant_id, connection_id, urgency DESC, wanted_at) WHERE urgency > 0;
            CREATE INDEX offer_unsettled ON offer (tenant_id, connection_id) WHERE unsettled;
            CREATE INDEX offer_read_due ON offer (tenant_id, connection_id, read_due_at);
            CREATE TABLE write_intent (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                offer_id TEXT NOT NULL,
                quantity INTEGER,
                price INTEGER,
                wanted_version INTEGER NOT NULL,
                state TEXT NOT NULL,
                sent_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                answered_at INTEGER,
                detail TEXT,
                trace_id TEXT,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, offer_id) REFERENCES offer (tenant_id, id)
            ) STRICT;
            CREATE INDEX write_intent_offer ON write_intent (tenant_id, offer_id, id);
            CREATE INDEX write_intent_open ON write_intent (tenant_id, connection_id) WHERE state = 'sent';
            CREATE TABLE sales_order (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                remote_id TEXT NOT NULL,
                number TEXT NOT NULL,
                state TEXT NOT NULL,
                remote_status TEXT NOT NULL,
                placed_at INTEGER NOT NULL,
                changed_at INTEGER NOT NULL,
                imported_at INTEGER NOT NULL,
                total_minor INTEGER NOT NULL,
                currency TEXT NOT NULL,
                digest TEXT NOT NULL,
                fold TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
            ) STRICT;
            CREATE UNIQUE INDEX sales_order_remote ON sales_order (tenant_id, connection_id, remote_id);
            CREATE INDEX sales_order_placed ON sales_order (tenant_id, placed_at);
            CREATE TABLE order_line (
                tenant_id TEXT NOT NULL,
                order_id TEXT NOT NULL,
                line_ref TEXT NOT NULL,
                offer_id TEXT,
                variant_id TEXT,
                sku TEXT,
                title TEXT NOT NULL,
                units INTEGER NOT NULL,
                open_units INTEGER NOT NULL,
                shipped_units INTEGER NOT NULL,
                held_units INTEGER NOT NULL,
                reduced_units INTEGER NOT NULL,
                price_minor INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, order_id, line_ref),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            ) STRICT;
            CREATE INDEX order_line_offer ON order_line (tenant_id, offer_id);
            CREATE TABLE reservation (
                tenant_id TEXT NOT NULL,
                part_id TEXT NOT NULL,
                order_id TEXT NOT NULL,
                line_ref TEXT NOT NULL,
                units INTEGER NOT NULL CHECK (units > 0),
                short INTEGER NOT NULL CHECK (short >= 0 AND short <= units),
                since INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, part_id, order_id, line_ref),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            ) STRICT;
            CREATE INDEX reservation_order ON reservation (tenant_id, order_id);
            CREATE TABLE shipment (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                order_id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                carrier TEXT,
                tracking TEXT NOT NULL,
                state TEXT NOT NULL,
                reason TEXT,
                tries INTEGER NOT NULL,
                due_at INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                confirmed_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            ) STRICT;
            CREATE INDEX shipment_wanted ON shipment (tenant_id, connection_id, due_at) WHERE state = 'wanted';
            CREATE TABLE plan (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                kind TEXT NOT NULL,
                connection_id TEXT,
                title TEXT NOT NULL,
                state TEXT NOT NULL,
                brakes TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                applied_at INTEGER,
                undone_at INTEGER,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE TABLE plan_change (
                tenant_id TEXT NOT NULL,
                plan_id TEXT NOT NULL,
                position INTEGER NOT NULL,
                offer_id TEXT,
                variant_id TEXT,
                sku TEXT NOT NULL,
                target TEXT NOT NULL,
                field TEXT NOT NULL,
                before_value INTEGER,
                after_value INTEGER,
                reason TEXT NOT NULL,
                state TEXT NOT NULL,
                PRIMARY KEY (tenant_id, plan_id, position),
                FOREIGN KEY (tenant_id, plan_id) REFERENCES plan (tenant_id, id)
            ) STRICT;
            CREATE TABLE event (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                at INTEGER NOT NULL,
                kind TEXT NOT NULL,
                level TEXT NOT NULL,
                connection_id TEXT,
                variant_id TEXT,
                offer_id TEXT,
                order_id TEXT,
                sku TEXT,
                summary TEXT NOT NULL,
                detail TEXT NOT NULL,
                trace_id TEXT,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE INDEX event_at ON event (tenant_id, at);
            CREATE INDEX event_variant ON event (tenant_id, variant_id, at);
            CREATE TABLE inbox (
                tenant_id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                id TEXT NOT NULL,
                kind TEXT NOT NULL,
                resource TEXT NOT NULL,
                received_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, connection_id, id)
            ) STRICT;
            CREATE TABLE unreadable (
                tenant_id TEXT NOT NULL,
                connection_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                place TEXT NOT NULL,
                reason TEXT NOT NULL,
                first_at INTEGER NOT NULL,
                last_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, connection_id, kind, place)
            ) STRICT;
            CREATE TABLE import_run (
                tenant_id TEXT NOT NULL,
                id TEXT NOT NULL,
                source TEXT NOT NULL,
                format TEXT NOT NULL,
                state TEXT NOT NULL,
                total INTEGER,
                done INTEGER NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                skipped INTEGER NOT NULL,
                refused INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                finished_at INTEGER,
                PRIMARY KEY (tenant_id, id)
            ) STRICT;
            CREATE TABLE import_issue (
                tenant_id TEXT NOT NULL,
                run_id TEXT NOT NULL,
                position INTEGER NOT NULL,
                row_number INTEGER NOT NULL,
                column_name TEXT,
                code TEXT NOT NULL,
                severity TEXT NOT NULL,
                sentence TEXT NOT NULL,
                way_out TEXT NOT NULL,
                PRIMARY KEY (tenant_id, run_id, position),
                FOREIGN KEY (tenant_id, run_id) REFERENCES import_run (tenant_id, id)
            ) STRICT;
            """
}
