import Foundation
import Store

/// Fifty orders in one transaction in the best form of raw SQL that we know: nothing is read that need not be, every row is
/// made in the server, one statement a table, one update a SKU and an offer.
struct PgBenchPage {
    let tenant: UUID
    let shop: UUID
    /// An order's facts and an offer's escrow, as they are stored.
    let fold: String

    func script(spread: Int) -> String {
        let tenant = "'\(self.tenant.uuidString.lowercased())'::uuid"
        let shop = "'\(self.shop.uuidString.lowercased())'::uuid"
        func id(_ kind: String, _ number: String) -> String {
            "('00000000-0000-\(kind)-8000-' || lpad(to_hex((\(number))::bigint), 12, '0'))::uuid"
        }
        // Line i of the page, three to an order: chosen as ours are, so that as many pages want the same SKU.
        // Thirty bits of the hash: what is added must not leave an integer.
        let sku = "((hashint4((:s0 + i / 3)::int) & 1073741823) + i % 3 * \(max(1, spread / 3))) % \(spread)"
        // The ids are made in here: outside of it, row-level security would have each made id compared with all rows.
        func sold(_ kind: String) -> String {
            "(SELECT \(id(kind, sku)) AS id, count(*) AS units FROM generate_series(0, 149) i GROUP BY 1) s"
        }
        func offers(_ kind: String, _ shown: String) -> String {
            """
            UPDATE offer o SET wanted_quantity = o.wanted_quantity - s.units, wanted_version = o.wanted_version + 1,
            wanted_reason = 'everything', wanted_cause = 'order', wanted_at = now(), \(shown)
            unsettled = false, fix_at = NULL, urgency = 4, tries = 0, read_due_at = o.read_due_at
            FROM \(sold(kind)) WHERE o.tenant_id = \(tenant) AND o.id = s.id
            """
        }
        let moved = """
            shown_quantity = o.shown_quantity - s.units, touched_at = now(), escrow_units = o.escrow_units - s.units,
            escrow = ('{"isGrounded"\\x3atrue,"raises"\\x3a[],"units"\\x3a' || o.escrow_units - s.units || '}')::jsonb,
            """.replacing("('{", with: "(E'{")
        let want = """
            UPDATE job SET generation = generation + 1, due_at = now(), updated_at = now()
            WHERE kind = 'connection' AND key IN (SELECT id::text FROM connection WHERE tenant_id = \(tenant))
            AND (due_at IS NULL OR due_at > now() OR lease_owner IS NOT NULL)
            """
        let statements = [
            // Without these the planner reads whole tables to find 150 rows.
            "BEGIN", "SET LOCAL enable_hashjoin = off", "SET LOCAL enable_mergejoin = off",
            "SET LOCAL enable_seqscan = off",
            "SELECT set_config('entrepot.tenant', '\(self.tenant.uuidString.lowercased())', true)",
            """
            INSERT INTO sales_order (tenant_id, id, connection_id, remote_id, number, state, remote_status, placed_at,
            changed_at, imported_at, total_minor, currency, digest, fold)
            SELECT \(tenant), \(id("7100", ":o::bigint * 50 + i")), \(shop), 'R' || (:o::bigint * 50 + i), 'N' || (:o::bigint * 50 + i),
            'open', 'processing', now(), now(), now(), 5997, 'EUR', md5(i::text), \(Self.quoted(self.fold))::jsonb
            FROM generate_series(0, 49) i ON CONFLICT (tenant_id, connection_id, remote_id) DO NOTHING
            """,
            """
            INSERT INTO order_line (tenant_id, order_id, line_ref, offer_id, variant_id, sku, title, units, open_units,
            shipped_units, held_units, reduced_units, price_minor)
            SELECT \(tenant), \(id("7100", ":o::bigint * 50 + i / 3")), (i % 3 + 1)::text, \(id("7002", sku)), \(id("7001", sku)),
            'SKU-' || \(sku), 'A thing', 1, 1, 0, 0, 1, 1999 FROM generate_series(0, 149) i
            """,
            """
            INSERT INTO reservation (tenant_id, part_id, order_id, line_ref, units, short, since)
            SELECT \(tenant), \(id("7001", sku)), \(id("7100", ":o::bigint * 50 + i / 3")), (i % 3 + 1)::text, 1, 0, now()
            FROM generate_series(0, 149) i
            """,
            """
            INSERT INTO event (tenant_id, id, at, kind, level, connection_id, variant_id, offer_id, order_id, sku, summary,
            detail, trace_id)
            SELECT \(tenant), \(id("7101", ":o::bigint * 50 + i")), now(), 'order.imported', 'success', \(shop),
            \(id("7001", sku)), NULL, \(id("7100", ":o::bigint * 50 + i")), 'SKU-' || \(sku),
            'Order N' || (:o::bigint * 50 + i) || ' at Shop 1, 1 x SKU, 1 x SKU, 1 x SKU.',
            E'{"placed"\\x3a"2026-11-22","state"\\x3a"open"}'::jsonb, md5('trace') FROM generate_series(0, 49) i
            """,
            // What many pages want comes last, and is locked for no longer than must be.
            """
            SELECT id FROM variant WHERE tenant_id = \(tenant)
            AND id = ANY (ARRAY(SELECT \(id("7001", sku)) FROM generate_series(0, 149) i)) ORDER BY id FOR UPDATE
            """,
            offers("7002", moved), offers("7003", ""),
            """
            UPDATE variant v SET rate_slow = v.rate_slow + s.units, rate_fast = v.rate_fast + s.units, rate_at = now(),
            open_units = v.open_units + s.units
            FROM \(sold("7001")) WHERE v.tenant_id = \(tenant) AND v.id = s.id
            """,
            want,
            """
            SELECT pg_advisory_xact_lock_shared(hashtextextended('connection/' || id, 0)) FROM connection
            WHERE tenant_id = \(tenant) ORDER BY id
            """,
            want, "COMMIT",
        ]
        let head = [
            "\\set k :k + 1", "\\set o :base + :client_id * 1000000 + :k", "\\set s0 random(0, 1000000000)",
            "\\startpipeline",
        ]
        return
            (head + statements.map { $0.replacing("\n", with: " ") + ";" } + ["\\endpipeline"])
            .joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "E'" + text.replacing("'", with: "''").replacing(":", with: "\\x3a") + "'"
    }
}
