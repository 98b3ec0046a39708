import Commerce
import Foundation
import Testing

@Suite("A shop that says yes")
struct EscrowAnswerTests {
    private static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

    /// An offer that may sell `units`, all of it known.
    private static func offer(_ units: Int) -> Escrow { Escrow(units: units, isGrounded: true) }

    @Test("and shows more than was written may sell what it shows, also once the write has settled")
    func ignoredZero() {
        var escrow = Self.offer(1)
        let write = UUID()
        escrow.intend(write, value: 0, at: Self.date(10), expires: Self.date(70))
        escrow.answered(write, at: Self.date(11), shows: 1)
        escrow.settle(until: Self.date(12))
        #expect(escrow.units == 1)
        #expect(!escrow.isUnsettled)
    }

    @Test("and shows more than was ever set aside counts at once")
    func raisedMeanwhile() {
        var escrow = Self.offer(2)
        let write = UUID()
        escrow.intend(write, value: 0, at: Self.date(10), expires: Self.date(70))
        escrow.answered(write, at: Self.date(11), shows: 7)
        #expect(escrow.units == 7)
        escrow.settle(until: Self.date(12))
        #expect(escrow.units == 7)
    }

    @Test("and shows what was written, or fewer, may sell what was written", arguments: [nil, 3, 2, 0])
    func honest(shows: Int?) {
        var escrow = Self.offer(5)
        let write = UUID()
        escrow.intend(write, value: 3, at: Self.date(10), expires: Self.date(70))
        #expect(escrow.units == 8)
        escrow.answered(write, at: Self.date(11), shows: shows)
        escrow.settle(until: Self.date(12))
        #expect(escrow.units == 3)
    }

    @Test("and showed more on the way may sell that until the orders of that time are known")
    func shownOnTheWay() {
        var escrow = Self.offer(0)
        let write = UUID()
        escrow.intend(write, value: 1, at: Self.date(10), expires: Self.date(70))
        escrow.answered(write, at: Self.date(11), shows: 0, stands: 0)
        #expect(escrow.units == 1)
        escrow.settle(until: Self.date(12))
        #expect(escrow.units == 0)
    }

    @Test(
        "and applies it later is proven right by a number that nothing else explains",
        arguments: [(5, 20, 20, true), (5, 20, 19, false), (9, 5, 5, false), (5, 5, 5, false), (5, 6, 6, true)])
    func landed(before: Int, written: Int, shown: Int, isProven: Bool) {
        var escrow = Self.offer(before)
        let write = UUID()
        escrow.intend(write, value: written, at: Self.date(10), expires: Self.date(70))
        #expect(escrow.landed(showing: shown) == (isProven ? write : nil))
        escrow.restocked(1, at: Self.date(11))
        #expect(escrow.landed(showing: shown) == nil)
    }

    @Test("and whose orders came and went before we heard of them has nothing set aside twice")
    func cameAndWent() {
        var escrow = Self.offer(1)
        for second in [10.0, 20, 30] {
            escrow.soldAndRestocked(1, at: Self.date(second))
            #expect(escrow.units == 1)
        }
        // A number read while the last of them still held its unit: that unit was given back behind it.
        escrow = Self.offer(1)
        let write = UUID()
        escrow.intend(write, value: 3, at: Self.date(10), expires: Self.date(70))
        escrow.answered(write, at: Self.date(11))
        escrow.soldAndRestocked(1, at: Self.date(20))
        #expect(escrow.units == 4)
        escrow.settle(until: Self.date(20))
        #expect(escrow.units == 4)
        #expect(!escrow.isPlain)
    }
}
