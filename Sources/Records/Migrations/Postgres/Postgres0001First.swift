import Jobs

extension PostgresMigrations {
    /// The first schema: one stockroom, connections, offers, orders.
    static let first = """
        CREATE TABLE tenant (
            id uuid NOT NULL PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            wrapped_key bytea NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX tenant_name ON tenant (name);
        CREATE TABLE api_token (
            digest bytea NOT NULL PRIMARY KEY,
            tenant_id uuid,
            name text COLLATE "C" NOT NULL,
            created_at timestamptz NOT NULL,
            revoked_at timestamptz
        );
        CREATE TABLE webhook_route (
            id uuid NOT NULL PRIMARY KEY,
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL
        );

        """ + JobSchema.postgres + """

            CREATE TABLE workspace (
                tenant_id uuid NOT NULL PRIMARY KEY,
                policy text COLLATE "C" NOT NULL,
                policy_buffer bigint NOT NULL,
                tolerance double precision NOT NULL,
                currency text COLLATE "C" NOT NULL,
                authority_id uuid,
                brake_limits jsonb
            );
            CREATE TABLE location (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                name text COLLATE "C" NOT NULL,
                position bigint NOT NULL,
                PRIMARY KEY (tenant_id, id)
            );
            CREATE UNIQUE INDEX location_name ON location (tenant_id, name);
            CREATE TABLE product (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                handle text COLLATE "C" NOT NULL,
                title text COLLATE "C" NOT NULL,
                content jsonb NOT NULL,
                status text COLLATE "C" NOT NULL,
                created_at timestamptz NOT NULL,
                updated_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, id)
            );
            CREATE UNIQUE INDEX product_handle ON product (tenant_id, handle);
            CREATE TABLE variant (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                product_id uuid NOT NULL,
                sku text COLLATE "C" NOT NULL,
                gtin text COLLATE "C",
                title text COLLATE "C" NOT NULL,
                options jsonb NOT NULL,
                price_minor bigint,
                currency text COLLATE "C" NOT NULL,
                image text COLLATE "C",
                is_counted boolean NOT NULL,
                policy text COLLATE "C",
                mode text COLLATE "C" NOT NULL,
                rate_slow double precision NOT NULL,
                rate_fast double precision NOT NULL,
                rate_at timestamptz NOT NULL,
                created_at timestamptz NOT NULL,
                updated_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, id)
            );
            CREATE UNIQUE INDEX variant_sku ON variant (tenant_id, sku);
            CREATE INDEX variant_product ON variant (tenant_id, product_id);
            CREATE TABLE bundle_part (
                tenant_id uuid NOT NULL,
                bundle_id uuid NOT NULL,
                part_id uuid NOT NULL,
                units bigint NOT NULL CHECK (units > 0),
                PRIMARY KEY (tenant_id, bundle_id, part_id),
                FOREIGN KEY (tenant_id, bundle_id) REFERENCES variant (tenant_id, id),
                FOREIGN KEY (tenant_id, part_id) REFERENCES variant (tenant_id, id)
            );
            CREATE INDEX bundle_part_part ON bundle_part (tenant_id, part_id);
            CREATE TABLE stock_level (
                tenant_id uuid NOT NULL,
                variant_id uuid NOT NULL,
                location_id uuid NOT NULL,
                on_hand bigint NOT NULL,
                buffer bigint NOT NULL CHECK (buffer >= 0),
                PRIMARY KEY (tenant_id, variant_id, location_id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id),
                FOREIGN KEY (tenant_id, location_id) REFERENCES location (tenant_id, id)
            );
            CREATE TABLE movement (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                variant_id uuid NOT NULL,
                location_id uuid NOT NULL,
                change bigint NOT NULL,
                cause text COLLATE "C" NOT NULL,
                reference text COLLATE "C",
                note text COLLATE "C",
                at timestamptz NOT NULL,
                trace_id text COLLATE "C",
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
            );
            CREATE INDEX movement_variant ON movement (tenant_id, variant_id, id);
            CREATE TABLE connection (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                channel text COLLATE "C" NOT NULL,
                name text COLLATE "C" NOT NULL,
                address text COLLATE "C" NOT NULL,
                credentials bytea NOT NULL,
                webhook_secret bytea NOT NULL,
                settings jsonb NOT NULL,
                price_rule jsonb,
                currency text COLLATE "C",
                state text COLLATE "C" NOT NULL,
                reason text COLLATE "C",
                imported_at timestamptz,
                cutover_at timestamptz NOT NULL,
                order_cursor timestamptz,
                channel_time timestamptz,
                orders_due_at timestamptz NOT NULL,
                sweep_due_at timestamptz NOT NULL,
                hooks_due_at timestamptz NOT NULL,
                orders_read_at timestamptz,
                backoff_until timestamptz,
                failures bigint NOT NULL,
                parallel bigint NOT NULL,
                lag_seconds double precision NOT NULL,
                calls bigint NOT NULL,
                throttled bigint NOT NULL,
                last_answer_at timestamptz,
                last_error text COLLATE "C",
                last_error_at timestamptz,
                hook_at timestamptz,
                created_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, id)
            );
            CREATE UNIQUE INDEX connection_name ON connection (tenant_id, name);
            CREATE TABLE offer (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                connection_id uuid NOT NULL,
                listing_ref text COLLATE "C" NOT NULL,
                variation_ref text COLLATE "C" NOT NULL,
                call_group text COLLATE "C" NOT NULL,
                title text COLLATE "C" NOT NULL,
                options jsonb NOT NULL,
                sku text COLLATE "C",
                gtin text COLLATE "C",
                status text COLLATE "C" NOT NULL,
                image text COLLATE "C",
                counts_stock boolean NOT NULL,
                currency text COLLATE "C" NOT NULL,
                variant_id uuid,
                mapping text COLLATE "C" NOT NULL,
                mapping_reason text COLLATE "C" NOT NULL,
                candidates jsonb NOT NULL,
                wanted_quantity bigint,
                wanted_price bigint,
                wanted_version bigint NOT NULL,
                wanted_reason text COLLATE "C",
                wanted_cause text COLLATE "C" NOT NULL,
                wanted_at timestamptz NOT NULL,
                submitted_quantity bigint,
                submitted_price bigint,
                submitted_at timestamptz,
                shown_quantity bigint,
                shown_price bigint,
                touched_at timestamptz NOT NULL,
                observed_quantity bigint,
                observed_price bigint,
                observed_at timestamptz,
                held bigint NOT NULL,
                escrow jsonb NOT NULL,
                escrow_units bigint NOT NULL,
                unsettled boolean NOT NULL,
                in_doubt boolean NOT NULL,
                urgency bigint NOT NULL,
                parked_code text COLLATE "C",
                parked_reason text COLLATE "C",
                brake text COLLATE "C",
                repairs bigint NOT NULL,
                repairs_since timestamptz,
                tries bigint NOT NULL,
                read_due_at timestamptz NOT NULL,
                created_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id),
                FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
            );
            CREATE UNIQUE INDEX offer_ref ON offer (tenant_id, connection_id, listing_ref, variation_ref);
            CREATE INDEX offer_variant ON offer (tenant_id, variant_id);
            CREATE INDEX offer_dirty ON offer (tenant_id, connection_id, urgency DESC, wanted_at) WHERE urgency > 0;
            CREATE INDEX offer_unsettled ON offer (tenant_id, connection_id) WHERE unsettled;
            CREATE INDEX offer_read_due ON offer (tenant_id, connection_id, read_due_at);
            CREATE TABLE write_intent (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                connection_id uuid NOT NULL,
                offer_id uuid NOT NULL,
                quantity bigint,
                price bigint,
                wanted_version bigint NOT NULL,
                state text COLLATE "C" NOT NULL,
                sent_at timestamptz NOT NULL,
                expires_at timestamptz NOT NULL,
                answered_at timestamptz,
                detail text COLLATE "C",
                trace_id text COLLATE "C",
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, offer_id) REFERENCES offer (tenant_id, id)
            );
            CREATE INDEX write_intent_offer ON write_intent (tenant_id, offer_id, id);
            CREATE INDEX write_intent_open ON write_intent (tenant_id, connection_id) WHERE state = 'sent';
            CREATE TABLE sales_order (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                connection_id uuid NOT NULL,
                remote_id text COLLATE "C" NOT NULL,
                number text COLLATE "C" NOT NULL,
                state text COLLATE "C" NOT NULL,
                remote_status text COLLATE "C" NOT NULL,
                placed_at timestamptz NOT NULL,
                changed_at timestamptz NOT NULL,
                imported_at timestamptz NOT NULL,
                total_minor bigint NOT NULL,
                currency text COLLATE "C" NOT NULL,
                digest text COLLATE "C" NOT NULL,
                fold jsonb NOT NULL,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
            );
            CREATE UNIQUE INDEX sales_order_remote ON sales_order (tenant_id, connection_id, remote_id);
            CREATE INDEX sales_order_placed ON sales_order (tenant_id, placed_at);
            CREATE TABLE order_line (
                tenant_id uuid NOT NULL,
                order_id uuid NOT NULL,
                line_ref text COLLATE "C" NOT NULL,
                offer_id uuid,
                variant_id uuid,
                sku text COLLATE "C",
                title text COLLATE "C" NOT NULL,
                units bigint NOT NULL,
                open_units bigint NOT NULL,
                shipped_units bigint NOT NULL,
                held_units bigint NOT NULL,
                reduced_units bigint NOT NULL,
                price_minor bigint NOT NULL,
                PRIMARY KEY (tenant_id, order_id, line_ref),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            );
            CREATE INDEX order_line_offer ON order_line (tenant_id, offer_id);
            CREATE TABLE reservation (
                tenant_id uuid NOT NULL,
                part_id uuid NOT NULL,
                order_id uuid NOT NULL,
                line_ref text COLLATE "C" NOT NULL,
                units bigint NOT NULL CHECK (units > 0),
                short bigint NOT NULL CHECK (short >= 0 AND short <= units),
                since timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, part_id, order_id, line_ref),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            );
            CREATE INDEX reservation_order ON reservation (tenant_id, order_id);
            CREATE TABLE shipment (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                order_id uuid NOT NULL,
                connection_id uuid NOT NULL,
                carrier text COLLATE "C",
                tracking text COLLATE "C" NOT NULL,
                state text COLLATE "C" NOT NULL,
                reason text COLLATE "C",
                tries bigint NOT NULL,
                due_at timestamptz NOT NULL,
                created_at timestamptz NOT NULL,
                confirmed_at timestamptz,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, order_id) REFERENCES sales_order (tenant_id, id)
            );
            CREATE INDEX shipment_wanted ON shipment (tenant_id, connection_id, due_at) WHERE state = 'wanted';
            CREATE TABLE plan (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                kind text COLLATE "C" NOT NULL,
                connection_id uuid,
                title text COLLATE "C" NOT NULL,
                state text COLLATE "C" NOT NULL,
                brakes jsonb NOT NULL,
                created_at timestamptz NOT NULL,
                applied_at timestamptz,
                undone_at timestamptz,
                PRIMARY KEY (tenant_id, id)
            );
            CREATE TABLE plan_change (
                tenant_id uuid NOT NULL,
                plan_id uuid NOT NULL,
                position bigint NOT NULL,
                offer_id uuid,
                variant_id uuid,
                sku text COLLATE "C" NOT NULL,
                target text COLLATE "C" NOT NULL,
                field text COLLATE "C" NOT NULL,
                before_value bigint,
                after_value bigint,
                reason text COLLATE "C" NOT NULL,
                state text COLLATE "C" NOT NULL,
                PRIMARY KEY (tenant_id, plan_id, position),
                FOREIGN KEY (tenant_id, plan_id) REFERENCES plan (tenant_id, id)
            );
            CREATE TABLE event (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                at timestamptz NOT NULL,
                kind text COLLATE "C" NOT NULL,
                level text COLLATE "C" NOT NULL,
                connection_id uuid,
                variant_id uuid,
                offer_id uuid,
                order_id uuid,
                sku text COLLATE "C",
                summary text COLLATE "C" NOT NULL,
                detail jsonb NOT NULL,
                trace_id text COLLATE "C",
                PRIMARY KEY (tenant_id, id)
            );
            CREATE INDEX event_at ON event (tenant_id, at);
            CREATE INDEX event_variant ON event (tenant_id, variant_id, at);
            CREATE TABLE inbox (
                tenant_id uuid NOT NULL,
                connection_id uuid NOT NULL,
                id uuid NOT NULL,
                kind text COLLATE "C" NOT NULL,
                resource text COLLATE "C" NOT NULL,
                received_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, connection_id, id)
            );
            CREATE TABLE unreadable (
                tenant_id uuid NOT NULL,
                connection_id uuid NOT NULL,
                kind text COLLATE "C" NOT NULL,
                place text COLLATE "C" NOT NULL,
                reason text COLLATE "C" NOT NULL,
                first_at timestamptz NOT NULL,
                last_at timestamptz NOT NULL,
                PRIMARY KEY (tenant_id, connection_id, kind, place)
            );
            CREATE TABLE import_run (
                tenant_id uuid NOT NULL,
                id uuid NOT NULL,
                source text COLLATE "C" NOT NULL,
                format text COLLATE "C" NOT NULL,
                state text COLLATE "C" NOT NULL,
                total bigint,
                done bigint NOT NULL,
                created bigint NOT NULL,
                updated bigint NOT NULL,
                skipped bigint NOT NULL,
                refused bigint NOT NULL,
                started_at timestamptz NOT NULL,
                finished_at timestamptz,
                PRIMARY KEY (tenant_id, id)
            );
            CREATE TABLE import_issue (
                tenant_id uuid NOT NULL,
                run_id uuid NOT NULL,
                position bigint NOT NULL,
                row_number bigint NOT NULL,
                column_name text COLLATE "C",
                code text COLLATE "C" NOT NULL,
                severity text COLLATE "C" NOT NULL,
                sentence text COLLATE "C" NOT NULL,
                way_out text COLLATE "C" NOT NULL,
                PRIMARY KEY (tenant_id, run_id, position),
                FOREIGN KEY (tenant_id, run_id) REFERENCES import_run (tenant_id, id)
            );
            """
}
