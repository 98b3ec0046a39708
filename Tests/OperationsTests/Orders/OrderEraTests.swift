import Commerce
import Foundation
import Testing

@testable import Operations

/// Seconds on the channel's clock; a clock set back shows the same second twice.
@Suite("Orders stamped by a clock that is set back")
struct OrderEraTests {
    @Test("an order made before the clock went back and read after it is older than its cancellation")
    func readAfter() {
        let made = Self.taken(.open, stamped: 90, readAt: 10, era: 1, after: nil)
        let cancelled = Self.taken(.cancelled, stamped: 30, readAt: 31, era: 1, after: made)
        #expect(made < cancelled)
    }

    @Test("an order read before the clock went back is older than what is read after it")
    func readBefore() {
        let made = Self.taken(.open, stamped: 90, readAt: 91, era: 0, after: nil)
        let cancelled = Self.taken(.cancelled, stamped: 80, readAt: 95, era: 1, after: made)
        #expect(made < cancelled)
        let reopened = Self.taken(.open, stamped: 96, readAt: 97, era: 1, after: cancelled)
        #expect(cancelled < reopened)
    }

    @Test("a clock that nobody saw set is known by what the channel still says long after")
    func unseen() {
        let made = Self.taken(.open, stamped: 90, readAt: 91, era: 0, after: nil)
        #expect(Self.taken(.cancelled, stamped: 80, readAt: 95, era: 0, after: made) < made)
        let cancelled = Self.taken(.cancelled, stamped: 80, readAt: 500, era: 0, after: made)
        #expect(made < cancelled)
        // The era of this order stays ahead of the clock's own.
        #expect(cancelled < Self.taken(.open, stamped: 501, readAt: 502, era: 0, after: cancelled))
    }

    @Test("stamps of a clock a second ahead of the one in the answers keep their order")
    func twoClocks() {
        let made = Self.taken(.open, stamped: 91, readAt: 90, era: 2, after: nil)
        let edited = Self.taken(.open, stamped: 95, readAt: 96, era: 2, after: made)
        let again = Self.taken(.open, stamped: 101, readAt: 100, era: 2, after: edited)
        #expect(made < edited && edited < again)
    }

    @Test("as long as no clock is set, nothing is stored about it")
    func plain() {
        let made = Self.taken(.open, stamped: 90, readAt: 91, era: 0, after: nil)
        #expect(made.era == nil)
        #expect(Self.taken(.open, stamped: 100, readAt: 101, era: 0, after: made).era == nil)
    }

    private static func taken(
        _ state: OrderState, stamped: Double, readAt: Double, era: Int, after latest: OrderSnapshot?
    ) -> OrderSnapshot {
        let read = Date(timeIntervalSince1970: readAt)
        var snapshot = OrderSnapshot(
            number: "1", state: state, remoteStatus: state.rawValue, createdAt: Date(timeIntervalSince1970: 90),
            modifiedAt: Date(timeIntervalSince1970: stamped), readAt: read, total: Money(minor: 1, currency: .eur),
            lines: [])
        snapshot.era = OrderEra(clock: era).of(snapshot, readAt: read, after: latest)
        return snapshot
    }
}
