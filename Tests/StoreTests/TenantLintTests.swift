import Foundation
import Store
import Testing

@Suite("The tenant lint")
struct TenantLintTests {
    static let lint = TenantLint(tenantTables: ["item", "offer", "stock", "ledger", "bought"])

    /// A statement in which each `«…»` binds a tenant: leaving out any one of them is a violation.
    struct Case: Sendable, CustomTestStringConvertible {
        var marked: String
        init(_ marked: String) { self.marked = marked }
        var testDescription: String { self.marked }

        /// The pieces outside and inside of the marks, in turn.
        private var pieces: [String] {
            self.marked.split(omittingEmptySubsequences: false) { $0 == "«" || $0 == "»" }.map(String.init)
        }
        var whole: String { self.pieces.joined() }
        /// The statement with one mark's text replaced.
        func variants(_ replacement: (String) -> String) -> [String] {
            let pieces = self.pieces
            return stride(from: 1, to: pieces.count, by: 2).map { dropped in
                pieces.indices.map { $0 == dropped ? replacement(pieces[$0]) : pieces[$0] }.joined()
            }
        }
    }

    /// `?1` is the tenant, `?2` is not.
    static let bound: [Case] = [
        "SELECT sku FROM item WHERE «tenant_id = ?1»",
        "SELECT i.sku FROM item AS i WHERE i.sku = ?2 AND «i.tenant_id = ?1» ORDER BY i.sku LIMIT 10",
        "SELECT sku FROM item WHERE «?1 = tenant_id» AND (on_hand > 0 OR reserved > 0)",
        "SELECT sku FROM item WHERE on_hand BETWEEN 1 AND 9 AND «tenant_id = ?1»",
        "SELECT sku FROM item WHERE («tenant_id = $1::uuid» AND (sku = 'it''s' AND on_hand > 1))",
        "SELECT i.sku FROM item i JOIN offer o ON «o.tenant_id = i.tenant_id» AND o.sku = i.sku WHERE «i.tenant_id = ?1»",
        "SELECT 1 FROM item i, offer o WHERE «i.tenant_id = ?1» AND «o.tenant_id = i.tenant_id» AND o.sku = i.sku",
        "SELECT 1 FROM item i LEFT JOIN offer o ON «o.tenant_id = i.tenant_id» AND o.sku = i.sku WHERE «i.tenant_id = ?1»",
        "SELECT 1 FROM item i LEFT OUTER JOIN offer o USING («tenant_id», sku) WHERE «i.tenant_id = ?1»",
        "SELECT 1 FROM item i JOIN offer o ON «o.tenant_id = ?1» JOIN stock s ON «s.tenant_id = o.tenant_id» WHERE «i.tenant_id = ?1»",
        "SELECT 1 FROM item i WHERE «i.tenant_id = ?1» AND EXISTS (SELECT 1 FROM offer o WHERE «o.tenant_id = i.tenant_id» AND o.sku = i.sku)",
        "SELECT (SELECT sum(s.n) FROM stock s WHERE «s.tenant_id = i.tenant_id» AND s.sku = i.sku) FROM item i WHERE «i.tenant_id = ?1»",
        "SELECT x.n FROM (SELECT count(*) AS n FROM item WHERE «tenant_id = ?1») AS x",
        "WITH low AS (SELECT tenant_id, sku FROM item WHERE «tenant_id = ?1» AND on_hand < 3) SELECT o.id FROM low JOIN offer o ON o.sku = low.sku WHERE «o.tenant_id = ?1»",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9) SELECT x FROM n JOIN item i ON i.on_hand = x AND «i.tenant_id = ?1»",
        "SELECT sku FROM item WHERE «tenant_id = ?1» UNION ALL SELECT sku FROM offer WHERE «tenant_id = ?1»",
        "SELECT sku FROM item WHERE «tenant_id = ?1» AND sku IN (SELECT sku FROM offer WHERE «tenant_id = ?1») FOR UPDATE",
        "SELECT 1 FROM item i JOIN job j ON j.key = i.sku WHERE «i.tenant_id = ?1» FOR UPDATE OF i SKIP LOCKED",
        "SELECT CASE WHEN a = 1 AND b = 2 THEN 1 END FROM item WHERE CASE WHEN a = 1 AND b = 2 THEN a END = 1 AND «tenant_id = ?1»",
        "UPDATE item SET on_hand = on_hand - ?2, note = (SELECT max(n) FROM ledger l WHERE «l.tenant_id = item.tenant_id») WHERE «tenant_id = ?1» AND sku = ?2 RETURNING on_hand",
        "UPDATE item AS i SET on_hand = s.n FROM stock s WHERE «i.tenant_id = ?1» AND «s.tenant_id = i.tenant_id» AND s.sku = i.sku",
        "DELETE FROM item WHERE «tenant_id = ?1» AND sku = ?2",
        "DELETE FROM item i USING offer o WHERE «i.tenant_id = ?1» AND «o.tenant_id = ?1» AND o.sku = i.sku",
        "INSERT INTO item (sku, tenant_id) VALUES (?2, «?1»), ('b', «?1»)",
        "INSERT INTO item (tenant_id, sku) VALUES («?1», ?2) ON CONFLICT (tenant_id, sku) DO UPDATE SET on_hand = excluded.on_hand WHERE item.on_hand < excluded.on_hand RETURNING sku",
        "INSERT OR IGNORE INTO item (tenant_id, sku) SELECT «?1», value FROM json_each(?2)",
        "INSERT INTO ledger (tenant_id, sku, n) SELECT «s.tenant_id», s.sku, s.n FROM stock s WHERE «s.tenant_id = ?1» ON CONFLICT DO NOTHING",
        "INSERT INTO ledger (tenant_id, sku) SELECT «?1», sku FROM item WHERE «tenant_id = ?1» UNION SELECT «?1», sku FROM offer WHERE «tenant_id = ?1»",
        "WITH s AS (SELECT sku FROM stock WHERE «tenant_id = ?1») INSERT INTO item (tenant_id, sku) SELECT «?1», sku FROM s",
        "INSERT INTO item (tenant_id, sku, n) VALUES («?1», ?2, (SELECT max(n) FROM ledger WHERE «tenant_id = ?1»))",
        #"SELECT "i"."sku" FROM "item" "i" /* all */ WHERE «"i"."tenant_id" = ?1» -- end"#,
        "INSERT INTO job (kind, key) SELECT 'sync', sku FROM item WHERE «tenant_id = ?1»",
    ].map(Case.init)

    @Test("lets pass what binds its tenant", arguments: Self.bound)
    func passes(example: Case) {
        #expect(self.violation(example.whole) == nil)
    }

    @Test("refuses it when any of its predicates is dropped", arguments: Self.bound)
    func dropped(example: Case) {
        for variant in example.variants({ $0 == "tenant_id" ? "id" : $0.contains("=") ? "1 = 1" : "id" }) {
            #expect(self.violation(variant) != nil, "\(variant)")
        }
    }

    @Test("refuses it when any of its predicates binds another value", arguments: Self.bound)
    func foreign(example: Case) {
        for variant in example.variants({ $0.replacing("1", with: "2").replacing("tenant_id =", with: "sku =") })
        where variant != example.whole {
            #expect(self.violation(variant) != nil, "\(variant)")
        }
    }

    @Test(
        "refuses a predicate that does not hold for every row",
        arguments: [
            "SELECT sku FROM item WHERE tenant_id = ?1 OR on_hand > 0",
            "SELECT sku FROM item WHERE NOT tenant_id = ?1",
            "SELECT sku FROM item WHERE (tenant_id = ?1 OR sku = 'a') AND sku = 'b'",
            "SELECT sku FROM item WHERE tenant_id <> ?1",
            "SELECT sku FROM item WHERE tenant_id = ?1 IS FALSE",
            "SELECT sku FROM item WHERE CASE WHEN 1 = 1 AND tenant_id = ?1 THEN 1 ELSE 1 END = 1",
            "SELECT i.sku FROM item i LEFT JOIN offer o ON i.tenant_id = ?1 AND o.tenant_id = ?1",
            "SELECT i.sku FROM item i RIGHT JOIN offer o ON i.tenant_id = ?1 AND o.tenant_id = ?1",
            "SELECT i.sku FROM item i FULL JOIN offer o ON i.tenant_id = o.tenant_id AND o.tenant_id = ?1",
            "SELECT i.sku FROM item i WHERE EXISTS (SELECT 1 FROM offer o WHERE o.tenant_id = ?1 AND i.tenant_id = ?1)",
            "SELECT i.sku FROM item i JOIN offer o ON o.sku = i.sku WHERE tenant_id = ?1",
            "SELECT i.sku FROM item i JOIN job j ON j.tenant_id = i.tenant_id",
            "SELECT sku FROM item HAVING tenant_id = ?1",
            "SELECT 1 WHERE 'a' IN item",
            "SELECT i.sku FROM (item i JOIN offer o ON o.sku = i.sku) WHERE i.tenant_id = ?1 AND o.tenant_id = ?1",
            "SELECT i.sku FROM item i NATURAL JOIN offer o WHERE i.tenant_id = ?1",
        ])
    func weak(statement: String) { #expect(self.violation(statement) != nil) }

    @Test(
        "refuses what it cannot follow",
        arguments: [
            "SELECT sku FROM item WHERE tenant_id = ?1; DELETE FROM item",
            "SELECT sku FROM item WHERE tenant_id = ?",
            "SELECT sku FROM item WHERE tenant_id = 'a'",
            "TABLE item", "DROP TABLE item", "TRUNCATE item", "CREATE TABLE x AS SELECT * FROM item",
            "PRAGMA table_info(item)", "EXPLAIN SELECT sku FROM item WHERE tenant_id = ?1",
            "INSERT INTO item VALUES (?1, ?2)", "INSERT INTO item DEFAULT VALUES", "INSERT INTO item (sku) VALUES (?2)",
            "INSERT INTO item (sku, tenant_id) SELECT *, ?1 FROM job",
            "INSERT INTO item (tenant_id) SELECT j.* FROM job j",
            "UPDATE item SET tenant_id = ?2 WHERE tenant_id = ?1", "UPDATE item SET tenant_id = ?1",
            "INSERT INTO item (tenant_id) VALUES (?1) ON CONFLICT (tenant_id) DO UPDATE SET tenant_id = ?2",
            "SELECT sku FROM item WHERE tenant_id = ?1 /* open", "SELECT sku FROM item WHERE (tenant_id = ?1",
            "WITH item AS (SELECT 1) SELECT * FROM item", "SELECT sku FROM item WHERE tenant_id = $$x$$",
            "SELECT e'\\' FROM item WHERE tenant_id = ?1 --'", "SELECT sku FROM main.item", "SELECT sku FROM ITEM",
            "SELECT sku FROM [item]", "SELECT sku FROM `item`", "MERGE INTO item USING offer ON true",
        ])
    func unreadable(statement: String) { #expect(self.violation(statement) != nil) }

    @Test(
        "lets pass what names no tenant's table",
        arguments: [
            "SELECT 1", "INSERT INTO job (key) VALUES (?2)", "SELECT 'FROM item'", "PRAGMA foreign_keys",
            "SELECT items FROM job WHERE kind = 'item'",
        ])
    func others(statement: String) { #expect(self.violation(statement) == nil) }

    @Test("refuses a tenant's table outside of a tenant's transaction")
    func system() {
        let text = "SELECT sku FROM item WHERE tenant_id = ?1"
        #expect(Self.lint.violation(in: text, values: [.uuid(red)], tenant: nil) != nil)
    }

    private func violation(_ text: String) -> String? {
        Self.lint.violation(in: text, values: [.uuid(red), .uuid(blue)], tenant: red)
    }

    @Test("a book may be added to outside of a tenant's transaction, and nothing else")
    func books() {
        let lint = TenantLint(tenantTables: ["ledger", "item"], appendOnly: ["ledger"])
        let add = "INSERT INTO ledger (tenant_id, id) VALUES (?1, ?2)"
        #expect(lint.violation(in: add, values: [], tenant: nil) == nil)
        for text in [
            "SELECT id FROM ledger", "UPDATE ledger SET id = ?1", "DELETE FROM ledger WHERE id = ?1",
            "INSERT INTO ledger (tenant_id, id) SELECT tenant_id, id FROM item",
            "INSERT INTO ledger (tenant_id, id) VALUES (?1, (SELECT id FROM item))", add + " RETURNING id",
            add + " ON CONFLICT (tenant_id, id) DO UPDATE SET id = ?2",
            "INSERT INTO item (tenant_id, id) VALUES (?1, ?2)",
            "WITH x AS (SELECT 1) " + add,
        ] { #expect(lint.violation(in: text, values: [], tenant: nil) != nil, "\(text)") }
    }
}
