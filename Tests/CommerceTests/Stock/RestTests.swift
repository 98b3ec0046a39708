import Commerce
import Foundation
import Testing

/// Sharing out must come to rest: every number that changes for nothing is a call, and a while off sale.
@Suite("Sharing out comes to rest")
struct RestTests {
    static let parts = (0..<3).map { UUID(uuidString: "00000000-0000-0000-0000-0000000000A\($0)")! }
    static let offers = (0..<6).map { UUID(uuidString: "00000000-0000-0000-0000-0000000000B\($0)")! }

    /// - Returns: Rounds until nothing changes any more; `nil` when that does not happen within 40.
    private static func rounds(_ parts: [UUID: PartStock], _ draws: [UUID: [UUID: Int]], ended: Set<UUID>) -> Int? {
        var shown: [UUID: Int] = draws.mapValues { _ in 0 }
        for round in 0..<40 {
            let shares = draws.keys.sorted { $0.uuidString < $1.uuidString }.map { id in
                Pool.Share(
                    id: id, draws: draws[id] ?? [:], escrow: Escrow(units: shown[id] ?? 0, isGrounded: true),
                    shown: shown[id], zeroIsReversible: !ended.contains(id))
            }
            let next = Pool(parts: parts, shares: shares).allocate(.guaranteed)
            let changed = next.filter { $0.value.quantity != shown[$0.key] }
            if changed.isEmpty { return round }
            for (id, allocation) in changed { shown[id] = allocation.quantity }
        }
        return nil
    }

    @Test("a listing with plenty of one part is not emptied for a set that lacks another")
    func set() {
        let (plenty, none) = (Self.parts[0], Self.parts[1])
        let draws = [Self.offers[0]: [plenty: 1], Self.offers[1]: [plenty: 1, none: 1]]
        let stock = [plenty: PartStock(onHand: 8), none: PartStock(onHand: 0)]
        #expect(Self.rounds(stock, draws, ended: []) != nil)
    }

    @Test("over generated stocks, sets and shops", arguments: 0..<8)
    func generated(seed: Int) {
        var dice = Dice(seed: UInt64(seed) &+ 77)
        for _ in 0..<250 {
            let stock = Dictionary(
                uniqueKeysWithValues: Self.parts.map { ($0, PartStock(onHand: Int.random(in: 0...9, using: &dice))) })
            var draws: [UUID: [UUID: Int]] = [:]
            var ended: Set<UUID> = []
            for id in Self.offers.prefix(Int.random(in: 2...6, using: &dice)) {
                let own = Self.parts.shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice))
                draws[id] = Dictionary(uniqueKeysWithValues: own.map { ($0, Int.random(in: 1...2, using: &dice)) })
                if Int.random(in: 0..<4, using: &dice) == 0 { ended.insert(id) }
            }
            let counts = Self.parts.map { stock[$0]?.onHand ?? 0 }
            #expect(
                Self.rounds(stock, draws, ended: ended) != nil,
                "it goes round with \(counts) and \(draws.map { ($0.key.uuidString.suffix(1), $0.value.map { ($0.key.uuidString.suffix(1), $0.value) }) })"
            )
        }
    }
}
