import Foundation
import Testing
import Wire
import Workbench

/// ENC-7, with two processes: whatever becomes of Redis, one of them renews the access, and the other uses what it got.
/// Etsy takes each refresh token once; whoever shows one again has lost the shop.
@Suite("Two programs and one consent")
struct TwoProgramsJourney {
    /// Each renewal takes most of a minute: `bin/test` waits for two, `bin/torture` for four.
    static let isTorture = ProcessInfo.processInfo.environment["ENTREPOT_TORTURE"] == "1"

    @Test(
        "access is renewed before it ends, by one of them, with Redis up, emptied, killed, talking nonsense and back again",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"),
        .enabled(if: LocalRedis.mayRun, "no Redis: bin/setup --test"), arguments: Engine.available)
    func once(engine: Engine) async throws {
        let redis = try await LocalRedis()
        defer { redis.remove() }
        let pair = try await PairOfPrograms(engine, redis: redis.port)
        do {
            try await Self.play(pair, redis)
        } catch {
            Issue.record("\(try await pair.said())")
            await pair.remove()
            throw error
        }
        await pair.remove()
    }

    private static func play(_ pair: PairOfPrograms, _ redis: LocalRedis) async throws {
        try await pair.connect()
        let looking = redis.client()
        try await pair.isAtHand(looking)
        _ = try await looking.ask([RedisCommand("FLUSHALL")])
        if Self.isTorture { try await pair.isRenewed("Redis was emptied") }
        try await pair.isAtHand(looking)
        await looking.close()
        redis.stop()
        try await pair.isRenewed("Redis is gone")
        let end = try Loopback.answering(Array("-ERR what?\r\n$99999999999\r\n".utf8), port: redis.port)
        if Self.isTorture { try await pair.isRenewed("something else answers in its place") }
        end()
        try await redis.start()
        try await pair.isRenewed("Redis is back")
        // The consent's own tokens and what became of them; no refresh token was shown twice.
        for (shop, asked) in await pair.renewals() {
            #expect(asked.good >= 1 + (Self.isTorture ? 4 : 2), "\(shop)")
            #expect(asked.total == asked.good, "\(shop)")
        }
        #expect(try await pair.states() == PairOfPrograms.shops.map { _ in "draft" })
    }
}
