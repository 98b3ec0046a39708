import Testing

@testable import Simulator
@testable import Store

@Suite("What was written to since")
struct TableClockTests {
    @Test(
        "the table that a statement writes to is told by its first words",
        arguments: [
            ("UPDATE offer SET held = ", "offer"), ("INSERT INTO event (tenant_id, id)", "event"),
            ("INSERT INTO event(tenant_id", "event"), ("DELETE FROM inbox WHERE", "inbox"),
            ("WITH x AS (SELECT 1) UPDATE offer", nil), ("UPDATE ", nil), ("PRAGMA x", nil),
        ])
    func table(text: String, name: String?) { #expect(TableClock.table(text) == name) }

    @Test("a write is noticed at its table, whoever's rows it meant, and an unknown one at all of them")
    func time() {
        let clock = TableClock()
        let (offers, events) = (clock.time(of: ["offer"]), clock.time(of: ["event", "inbox"]))
        clock.see("SELECT 1 FROM offer")
        #expect(clock.time(of: ["offer"]) == offers)
        clock.see("UPDATE offer SET held = 0")
        #expect(clock.time(of: ["offer"]) > offers)
        #expect(clock.time(of: ["event", "inbox"]) == events)
        clock.see("WITH x AS (SELECT 1) DELETE FROM inbox")
        #expect(clock.time(of: ["event", "inbox"]) > events)
    }

    @Test("what was read is read again only after somebody wrote there")
    func rows() {
        let clock = TableClock()
        var reads = 0
        func look(_ before: TimedRows<Int>?) -> TimedRows<Int> {
            TimedRows(["offer"], clock, before: before) {
                reads += 1
                return reads
            }
        }
        let first = look(nil)
        #expect(look(first).value == 1)
        clock.see("UPDATE event SET level = 1")
        #expect(look(first).value == 1)
        clock.see("INSERT INTO offer (id) VALUES (1)")
        #expect(look(first).value == 2)
    }
}
