import Commerce
import Foundation
import Testing

@Suite("Escrow of what travels in a feed")
struct FedEscrowTests {
    private static let now = Date(timeIntervalSince1970: 1_767_225_600)
    private static func at(_ seconds: Double) -> Date { self.now.addingTimeInterval(seconds) }

    /// Nine are for sale, and a feed with sixty is out for eight hours.
    private static func fed() -> (escrow: Escrow, write: UUID) {
        var escrow = Escrow(units: 9, isGrounded: true)
        let write = UUID()
        escrow.intend(write, value: 60, at: self.now, expires: self.at(28_800), isFed: true)
        return (escrow, write)
    }

    @Test("it counts like any write, and is known apart from a call")
    func counts() throws {
        let (escrow, write) = Self.fed()
        #expect(escrow.units == 69 && escrow.hasUnanswered && escrow.awaitsFeedsOnly)
        #expect(escrow.isOpen(write) && escrow.isLatest(write) && escrow.landed(showing: 60) == write)
        #expect(try Escrow(packed: escrow.packed) == escrow)
        var called = escrow
        called.intend(UUID(), value: 0, at: Self.at(5), expires: Self.at(300))
        #expect(!called.awaitsFeedsOnly && !called.isLatest(write) && called.units == 69)
    }

    @Test("once the channel has said when it is over, a read after that settles it")
    func ends() {
        var (escrow, write) = Self.fed()
        escrow.ends(write, by: Self.at(2_000))
        #expect(escrow.read(60, begun: Self.at(1_999), ended: Self.at(2_000), staleness: 0) == .provesNothing)
        #expect(escrow.read(60, begun: Self.at(2_001), ended: Self.at(2_002), staleness: 0) == .noted)
        escrow.settle(until: Self.at(2_002))
        #expect(escrow.units == 60 && escrow.isPlain)
    }

    @Test("it is never counted longer than it was, nor after it was withdrawn")
    func bounds() {
        var (escrow, write) = Self.fed()
        escrow.ends(write, by: Self.at(90_000))
        #expect(escrow.raises.map(\.end) == [Self.at(28_800)])
        escrow.withdrawn(write)
        #expect(escrow.units == 9 && !escrow.isOpen(write) && !escrow.awaitsFeedsOnly)
    }

    @Test("where units are missing, an offer that waits for a feed alone may go to zero")
    func empties() {
        let (escrow, _) = Self.fed()
        let part = UUID()
        let share = Pool.Share(id: UUID(), draws: [part: 1], escrow: escrow, shown: 60, isBusy: true)
        let pool = Pool(parts: [part: PartStock(onHand: 0)], shares: [share])
        #expect(pool.allocate(.guaranteed)[share.id] == Allocation(quantity: 0, reason: .givesWay))
        var called = Escrow(units: 9, isGrounded: true)
        called.intend(UUID(), value: 60, at: Self.now, expires: Self.at(300))
        let busy = Pool.Share(id: share.id, draws: [part: 1], escrow: called, shown: 60, isBusy: true)
        let waiting = Pool(parts: [part: PartStock(onHand: 0)], shares: [busy])
        #expect(waiting.allocate(.guaranteed)[share.id]?.quantity == 60)
    }
}
