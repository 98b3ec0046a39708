import Foundation
import Testing

@testable import Vault

@Suite("The desk where passwords are hashed")
struct PasswordDeskTests {
    @Test("knows a password again, and nobody by it who has no account")
    func matches() async throws {
        let desk = PasswordDesk(cost: cheap)
        let password = try Password("kelp vivid tundra oboe")
        let hash = try await desk.hash(password)
        #expect(hash.cost == cheap)
        #expect(try await desk.matches(password, hash))
        #expect(try await !desk.matches(Password("kelp vivid tundra oboes"), hash))
        #expect(try await !desk.matches(password, nil))
    }

    @Test("serves one at a time, and sends away who would be one too many")
    func busy() async throws {
        let desk = PasswordDesk(cost: cheap, places: 2)
        let (served, entered) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await desk.queued {
                    entered.yield()
                    // Where the desk turned nobody away, the test fails after a minute and does not hang.
                    _ = gate.wait(timeout: .now() + .seconds(60))
                }
            }
            var entries = served.makeAsyncIterator()
            await entries.next()
            // One is being served; the second waits; the third and fourth are one too many.
            async let second: Void = desk.queued { entered.yield() }
            await Self.until { desk.isFull }
            await #expect(throws: PasswordDesk.Busy.self) { try await desk.queued {} }
            await #expect(throws: PasswordDesk.Busy.self) { try await desk.queued {} }
            gate.signal()
            try await second
            await entries.next()
            try await group.waitForAll()
        }
        try await desk.queued {}
    }

    @Test("a hundred at once get an answer or are sent away, and none is forgotten")
    func crowd() async throws {
        let desk = PasswordDesk(cost: cheap, places: 8)
        let password = try Password("kelp vivid tundra oboe")
        let hash = PasswordHash(password, cost: cheap)
        let answers = await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<100 { group.addTask { try? await desk.matches(password, hash) } }
            return await group.reduce(into: [Bool?]()) { $0.append($1) }
        }
        #expect(answers.count == 100)
        #expect(answers.compactMap { $0 }.allSatisfy { $0 })
        #expect(try await desk.matches(password, hash))
    }

    @Test("who has gone away meanwhile costs no work")
    func cancelled() async {
        let desk = PasswordDesk(cost: cheap)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await desk.queued { 1 }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    private static func until(_ isSo: () -> Bool) async {
        while !isSo() { await Task.yield() }
    }
}
