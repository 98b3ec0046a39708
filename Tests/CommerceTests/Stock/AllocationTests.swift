import Commerce
import Foundation
import Testing

@Suite("Sharing out where zero ends a listing")
struct AllocationTests {
    static let part = UUID(uuidString: "00000000-0000-0000-0000-0000000000AA")!
    static let etsy = UUID(uuidString: "00000000-0000-0000-0000-000000000001")!
    static let store = UUID(uuidString: "00000000-0000-0000-0000-000000000002")!

    /// - Parameter stands: Whether what it may sell is known for certain.
    static func share(
        _ id: UUID, shown: Int?, reversible: Bool, mayReturn: Bool = true, rewritten: Bool = false, stands: Bool = true
    ) -> Pool.Share {
        Pool.Share(
            id: id, draws: [Self.part: 1], escrow: Escrow(units: shown ?? 0, isGrounded: stands), shown: shown,
            zeroIsReversible: reversible, mayReturn: mayReturn, isRewritten: rewritten)
    }

    static func allocate(_ available: Int, _ shares: Pool.Share...) -> [UUID: Allocation] {
        Pool(parts: [Self.part: PartStock(onHand: available)], shares: shares).allocate(.guaranteed)
    }

    @Test("a shop that has all units goes to zero for another, a listing that zero would end does not")
    func donor() {
        let bare = Self.share(Self.store, shown: 0, reversible: true)
        let free = Self.allocate(4, Self.share(Self.etsy, shown: 4, reversible: true), bare)
        #expect(free[Self.etsy] == Allocation(quantity: 0, reason: .zeroFirst))
        let bound = Self.allocate(4, Self.share(Self.etsy, shown: 4, reversible: false), bare)
        #expect(bound[Self.etsy] == Allocation(quantity: 4, reason: .keep))
    }

    @Test(
        "nobody goes to zero for one whose unpaid orders need more than he can give, and what is shared out stays so",
        arguments: [1, 2, 3, 4, 5, 6, 9, 20], [0, 1, 3, 5])
    func enough(available: Int, held: Int) {
        var waiting = Self.share(Self.etsy, shown: held, reversible: true)
        waiting.held = held
        var giver = Self.share(Self.store, shown: available, reversible: true)
        var (seen, last): (Set<[Int]>, [Int]) = ([], [])
        // Each round everything wanted is written, and settles.
        for _ in 0..<12 {
            let wanted = Self.allocate(available, waiting, giver)
            last = [wanted[Self.etsy]?.quantity ?? 0, wanted[Self.store]?.quantity ?? 0]
            let now = [waiting.shown ?? 0, giver.shown ?? 0]
            if last == now { break }
            #expect(seen.insert(now).inserted, "\(now) comes back")
            for (share, units) in [(Self.etsy, last[0]), (Self.store, last[1])] {
                if share == Self.etsy {
                    waiting.shown = units
                    waiting.escrow = Escrow(units: max(0, units), isGrounded: true)
                } else {
                    giver.shown = units
                    giver.escrow = Escrow(units: max(0, units), isGrounded: true)
                }
            }
        }
        #expect(last == [waiting.shown ?? 0, giver.shown ?? 0])
    }

    @Test(
        "units that one shop took while another was paused are shared out anew, once; small differences are left alone",
        arguments: [(90, 72, 9, true), (200, 170, 20, true), (90, 50, 30, false), (12, 8, 3, false)])
    func uneven(available: Int, rich: Int, poor: Int, isShared: Bool) {
        var shares = [
            Self.share(Self.etsy, shown: poor, reversible: true), Self.share(Self.store, shown: rich, reversible: true),
        ]
        let rounds = Self.settle(available, &shares)
        #expect(rounds != nil, "it never ends")
        guard isShared else {
            #expect(rounds == 0)
            return
        }
        #expect(shares.allSatisfy { ($0.shown ?? 0) * 3 > available }, "\(shares.map(\.shown))")
    }

    @Test("units do not lie idle while one shop shows half of its fair share, and a few more are not worth a write")
    func idle() {
        var shares = [
            Self.share(Self.etsy, shown: 20, reversible: true), Self.share(Self.store, shown: 39, reversible: true),
        ]
        #expect(Self.settle(90, &shares) == 1)
        #expect(shares.map(\.shown) == [31, 39])
        var few = [
            Self.share(Self.etsy, shown: 20, reversible: true), Self.share(Self.store, shown: 46, reversible: true),
        ]
        #expect(Self.settle(90, &few) == 0)
    }

    @Test("whatever the shops show, sharing out comes to an end", arguments: 0..<300)
    func ends(seed: UInt64) {
        var random = Dice(seed: seed)
        let available = Int.random(in: 0...400, using: &random)
        var left = available
        var shares = (0..<Int.random(in: 2...4, using: &random)).map { place -> Pool.Share in
            let shown = Int.random(in: 0...left, using: &random)
            left -= shown
            let id = UUID(uuidString: "00000000-0000-0000-0000-00000000000\(place)")!
            return Self.share(id, shown: shown, reversible: Int.random(in: 0..<4, using: &random) > 0)
        }
        let before = shares.map(\.shown)
        #expect(Self.settle(available, &shares) != nil, "\(available) for \(before) never ends")
        #expect(shares.reduce(0) { $0 + ($1.shown ?? 0) } <= available)
    }

    /// Writes what is wanted and settles it, round by round.
    ///
    /// - Returns: The rounds until nothing else is wanted; `nil` where that never comes.
    static func settle(_ available: Int, _ shares: inout [Pool.Share]) -> Int? {
        for round in 0..<12 {
            let wanted = Pool(parts: [Self.part: PartStock(onHand: available)], shares: shares).allocate(.guaranteed)
            var isStill = true
            for index in shares.indices {
                guard let units = wanted[shares[index].id]?.quantity, units != shares[index].shown else { continue }
                shares[index].shown = units
                shares[index].escrow = Escrow(units: max(0, units), isGrounded: true)
                isStill = false
            }
            if isStill { return round }
        }
        return nil
    }

    @Test("a listing that sold out is offered again when units came back, not for what others have")
    func renewal() {
        let other = Self.share(Self.store, shown: 3, reversible: true)
        let out = Self.allocate(9, Self.share(Self.etsy, shown: 0, reversible: false, mayReturn: false), other)
        #expect(out[Self.etsy] == Allocation(quantity: 0, reason: .soldOut))
        let back = Self.allocate(9, Self.share(Self.etsy, shown: 0, reversible: false), other)
        #expect(back[Self.etsy] == Allocation(quantity: 4, reason: .renewal))
    }

    @Test("nobody goes to zero so that a listing that sold out can be renewed")
    func noDonor() {
        let result = Self.allocate(
            6, Self.share(Self.etsy, shown: 0, reversible: false), Self.share(Self.store, shown: 6, reversible: true))
        #expect(result[Self.store]?.quantity == 6)
        #expect(result[Self.etsy] == Allocation(quantity: 0, reason: .renewal))
    }

    @Test(
        "units that were counted away lower a listing; it ends only when none is left",
        arguments: [(3, 3), (1, 1), (0, 0)])
    func lowered(available: Int, shown: Int) {
        let result = Self.allocate(available, Self.share(Self.etsy, shown: 5, reversible: false))
        #expect(result[Self.etsy]?.quantity == shown)
    }

    @Test("while what it may sell is not certain, a listing is not lowered")
    func uncertain() {
        let result = Self.allocate(3, Self.share(Self.etsy, shown: 5, reversible: false, stands: false))
        #expect(result[Self.etsy] == Allocation(quantity: 5, reason: .keep))
    }

    @Test("shops whose zero costs nothing give way first")
    func order() {
        let result = Self.allocate(
            5, Self.share(Self.etsy, shown: 5, reversible: false), Self.share(Self.store, shown: 3, reversible: true))
        #expect(result[Self.store] == Allocation(quantity: 0, reason: .givesWay))
        #expect(result[Self.etsy] == Allocation(quantity: 5, reason: .keep))
    }

    @Test("room is kept so that a number that every write repeats can be repeated", arguments: [4, 10, 30])
    func room(available: Int) {
        let result = Self.allocate(
            available, Self.share(Self.etsy, shown: 0, reversible: false, rewritten: true),
            Self.share(Self.store, shown: 0, reversible: true))
        let (listed, stored) = (result[Self.etsy]?.quantity ?? 0, result[Self.store]?.quantity ?? 0)
        #expect(listed > 0 && stored > 0)
        #expect(listed + stored + listed <= available)
    }

    @Test("a number nobody knows is not set to zero to find out")
    func unknown() {
        let result = Self.allocate(
            3, Self.share(Self.etsy, shown: nil, reversible: false), Self.share(Self.store, shown: 3, reversible: true))
        #expect(result[Self.etsy] == nil)
    }

    @Test("where all is shown everywhere, a listing ends only when nothing is left", arguments: [0, 1, 5])
    func shared(available: Int) {
        let pool = Pool(
            parts: [Self.part: PartStock(onHand: available)],
            shares: [Self.share(Self.etsy, shown: 2, reversible: false)])
        #expect(pool.allocate(.shared)[Self.etsy]?.quantity == available)
    }

    // MARK: Fewer units than listings

    private static let other = UUID(uuidString: "00000000-0000-0000-0000-0000000000BB")!
    private static let set = UUID(uuidString: "00000000-0000-0000-0000-000000000003")!

    /// One cup and one saucer on a channel where zero ends a listing, and the set of both, each shown once.
    private static func breakfast(
        cups: Int = 1, saucers: Int = 1, setIsBusy: Bool = false, setStands: Bool = true, store: Int? = nil
    ) -> [UUID: Allocation] {
        func share(_ id: UUID, _ draws: [UUID: Int], stands: Bool = true, isBusy: Bool = false) -> Pool.Share {
            Pool.Share(
                id: id, draws: draws, escrow: Escrow(units: 1, isGrounded: stands), shown: 1, isBusy: isBusy,
                zeroIsReversible: false, isRewritten: true)
        }
        var shares = [
            share(Self.etsy, [Self.part: 1]), share(Self.store, [Self.other: 1]),
            share(Self.set, [Self.part: 1, Self.other: 1], stands: setStands, isBusy: setIsBusy),
        ]
        if let store {
            shares.append(
                Pool.Share(
                    id: UUID(uuidString: "00000000-0000-0000-0000-000000000004")!, draws: [Self.part: 1],
                    escrow: Escrow(units: store, isGrounded: true), shown: store, isBusy: true))
        }
        let parts = [Self.part: PartStock(onHand: cups), Self.other: PartStock(onHand: saucers)]
        return Pool(parts: parts, shares: shares).allocate(.guaranteed)
    }

    @Test("the last cup is not offered alone and in a set: the set ends, which frees the saucer too")
    func lastOfASet() {
        let result = Self.breakfast()
        #expect(result[Self.set] == Allocation(quantity: 0, reason: .givesWay))
        #expect(result[Self.etsy]?.quantity == 1)
        #expect(result[Self.store]?.quantity == 1)
    }

    @Test("no listing ends while there are units for each")
    func enoughForEach() {
        #expect(Self.breakfast(cups: 2, saucers: 2).values.allSatisfy { $0.quantity == 1 })
    }

    @Test("no listing ends while another that may give way is being written")
    func waitsForOthers() {
        #expect(Self.breakfast(cups: 2, saucers: 2, store: 1).values.allSatisfy { $0.quantity == 1 })
    }

    @Test("no listing ends while what a listing may sell is not certain")
    func waitsForCertainty() {
        #expect(Self.breakfast(setStands: false)[Self.set]?.quantity == 1)
        #expect(Self.breakfast(setIsBusy: true).values.allSatisfy { $0.quantity == 1 })
    }

    @Test(
        "who gave up its units for another is not given what is free before the other is fed", arguments: [true, false])
    func giverWaits(isSettled: Bool) {
        // Six units: two are held by an unpaid order, so the first shop's next write needs three free; two are free.
        let now = Date(timeIntervalSince1970: 1_000_000)
        var given = Escrow(units: 2, isGrounded: true)
        let write = UUID()
        given.intend(write, value: 0, at: now, expires: now.addingTimeInterval(60))
        given.answered(write, at: now)
        if isSettled { given.settle(until: now.addingTimeInterval(1)) }
        let result = Pool(
            parts: [Self.part: PartStock(onHand: 6, open: 2)],
            shares: [
                Pool.Share(
                    id: Self.etsy, draws: [Self.part: 1], escrow: Escrow(isGrounded: true), shown: 2, held: 2),
                Pool.Share(id: Self.store, draws: [Self.part: 1], escrow: given, shown: 0, rank: 1),
            ]
        ).allocate(.guaranteed)
        #expect(result[Self.etsy]?.quantity == (isSettled ? 3 : 2))
        #expect(result[Self.store]?.quantity == (isSettled ? 1 : 0))
    }

    @Test(
        "nobody gives up the saucers for a set whose cups a listing keeps that zero would end",
        arguments: [true, false])
    func futileDonor(cupsAreBound: Bool) {
        let place = UUID(uuidString: "00000000-0000-0000-0000-000000000005")!
        func share(_ id: UUID, _ draws: [UUID: Int], _ shown: Int, reversible: Bool = true) -> Pool.Share {
            Pool.Share(
                id: id, draws: draws, escrow: Escrow(units: shown, isGrounded: true), shown: shown,
                zeroIsReversible: reversible)
        }
        let result = Pool(
            parts: [Self.part: PartStock(onHand: 2), Self.other: PartStock(onHand: 2)],
            shares: [
                share(Self.etsy, [Self.part: 1], 2, reversible: !cupsAreBound), share(Self.store, [Self.other: 1], 2),
                share(place, [Self.part: 1, Self.other: 1], 0),
            ]
        ).allocate(.guaranteed)
        #expect(result.values.contains { $0.reason == .zeroFirst } == !cupsAreBound)
    }
}
