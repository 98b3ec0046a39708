public import Foundation
import Synchronization
public import Wire

/// Tokens that were opened a moment ago, so that not every visit asks the database. Sealed here too.
///
/// It may forget at any time and answer anything: what does not open is not there, and the database has everything.
public protocol TokenCache: Sendable {
    func sealed(_ place: TokenPlace) async -> [UInt8]?
    /// - Parameter seconds: How long it may be kept, at least one.
    func keep(_ sealed: [UInt8], _ place: TokenPlace, seconds: Int) async
    func forget(_ place: TokenPlace) async
}

/// Whose tokens.
public struct TokenPlace: Sendable, Hashable {
    public var tenant: UUID
    public var connection: UUID
}

/// In this process's memory.
public final class MemoryTokenCache: TokenCache {
    private let kept = Mutex<[TokenPlace: (sealed: [UInt8], until: ContinuousClock.Instant)]>([:])
    private let most: Int

    /// - Parameter most: Connections whose tokens are kept at once.
    public init(most: Int = 10_000) { self.most = most }

    public func sealed(_ place: TokenPlace) async -> [UInt8]? {
        self.kept.withLock { kept in
            guard let found = kept[place], found.until > .now else { return nil }
            return found.sealed
        }
    }

    public func keep(_ sealed: [UInt8], _ place: TokenPlace, seconds: Int) async {
        self.kept.withLock { kept in
            if kept.count >= self.most { kept = kept.filter { $0.value.until > .now } }
            guard kept.count < self.most || kept[place] != nil else { return }
            kept[place] = (sealed, .now + .seconds(seconds))
        }
    }

    public func forget(_ place: TokenPlace) async {
        self.kept.withLock { _ = $0.removeValue(forKey: place) }
    }
}

/// In Redis, for all processes. Where Redis fails there is nothing to be had, and nobody waits for it.
public struct RedisTokenCache: TokenCache {
    let redis: RedisClient

    public init(_ redis: RedisClient) { self.redis = redis }

    public func sealed(_ place: TokenPlace) async -> [UInt8]? {
        guard case .bytes(let bytes)? = await self.ask([Array("GET".utf8), Self.key(place)]) else { return nil }
        return bytes
    }

    public func keep(_ sealed: [UInt8], _ place: TokenPlace, seconds: Int) async {
        _ = await self.ask([
            Array("SET".utf8), Self.key(place), sealed, Array("EX".utf8), Array(String(max(1, seconds)).utf8),
        ])
    }

    public func forget(_ place: TokenPlace) async {
        _ = await self.ask([Array("DEL".utf8), Self.key(place)])
    }

    private func ask(_ words: [[UInt8]]) async -> RedisValue? {
        try? await self.redis.ask([RedisCommand(words)]).first
    }

    private static func key(_ place: TokenPlace) -> [UInt8] {
        Array("entrepot:tokens:\(place.tenant.text):\(place.connection.text)".utf8)
    }
}
