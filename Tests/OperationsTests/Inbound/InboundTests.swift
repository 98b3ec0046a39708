import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Counting what comes in")
struct InboundTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let policy = InboundPolicy("key", quota: 20)

    static func limits(most: Int = 100) -> InboundLimits {
        InboundLimits(most: most) { Array($0.utf8) }
    }

    /// How many of `tries` are let in.
    static func admitted(_ limits: InboundLimits, _ tries: Int, who: String = "one", after seconds: Double = 0) -> Int {
        (0..<tries).count { _ in
            limits.admit(Self.policy, who, at: Self.start.addingTimeInterval(seconds)).isAdmitted
        }
    }

    @Test("a quota is let in, and not one more, and others are not touched by it")
    func quota() {
        let limits = Self.limits()
        #expect(Self.admitted(limits, 50) == 20)
        #expect(Self.admitted(limits, 5, who: "another") == 5)
    }

    @Test("what was let in wears off within the minute after")
    func sliding() {
        let limits = Self.limits()
        #expect(Self.admitted(limits, 20) == 20)
        #expect(Self.admitted(limits, 20, after: 59) == 0)
        #expect(Self.admitted(limits, 20, after: 90) == 10)
        #expect(Self.admitted(limits, 20, after: 300) == 20)
    }

    @Test("a refusal says when there is more, and is news once a minute")
    func refusal() {
        let limits = Self.limits()
        _ = Self.admitted(limits, 20)
        let first = limits.admit(Self.policy, "one", at: Self.start.addingTimeInterval(15))
        let next = limits.admit(Self.policy, "one", at: Self.start.addingTimeInterval(16))
        #expect(!first.isAdmitted && first.remaining == 0 && first.reset == 45 && first.isFirstRefusal)
        #expect(!next.isFirstRefusal)
    }

    @Test("no limit lets everything in")
    func none() {
        let limits = Self.limits()
        let open = InboundPolicy("open", quota: 0)
        #expect((0..<10_000).allSatisfy { _ in limits.admit(open, "one", at: Self.start).isAdmitted })
        #expect(limits.size == 0)
    }

    @Test("a crowd of addresses takes no more memory than was set aside, and frees nobody who is over")
    func crowd() {
        let limits = Self.limits(most: 1_000)
        _ = Self.admitted(limits, 20)
        for number in 0..<50_000 { _ = limits.admit(Self.policy, "\(number)", at: Self.start) }
        #expect(limits.size <= 1_000)
        #expect(Self.admitted(limits, 1) == 0)
    }

    @Test("two processes share one quota, in the database", arguments: Engine.available)
    func shared(engine: Engine) async throws {
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        let (one, other) = (Self.limits(), Self.limits())
        let board = DatabaseBoard(store)
        #expect(Self.admitted(one, 12) == 12)
        #expect(Self.admitted(other, 4) == 4)
        for limits in [one, other, one] { try await limits.exchange(with: board, at: Self.start) }
        #expect(Self.admitted(one, 20) + Self.admitted(other, 20) <= 8)
        #expect(Self.admitted(other, 20) == 0)
    }

    @Test("who is far from a quota costs the others no statement")
    func quiet() async throws {
        let limits = Self.limits()
        #expect(Self.admitted(limits, 1) == 1)
        try await limits.exchange(with: NoBoard(), at: Self.start)
    }

    @Test("a database that does not answer leaves each process its own count")
    func alone() async throws {
        let limits = Self.limits()
        #expect(Self.admitted(limits, 10) == 10)
        await #expect(throws: NoBoard.Asked.self) { try await limits.exchange(with: NoBoard(), at: Self.start) }
        #expect(Self.admitted(limits, 50) == 10)
    }
}

/// A board that nobody may ask.
private struct NoBoard: InboundBoard {
    struct Asked: Error {}
    func add(_ hits: [InboundHits], minute: Int64) async throws -> [Int] { throw Asked() }
}
