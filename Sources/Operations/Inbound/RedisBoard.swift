public import Wire

/// The count of all processes in Redis; where it fails, in the database.
public struct RedisBoard: InboundBoard {
    let redis: RedisClient
    let other: any InboundBoard

    public init(_ redis: RedisClient, else other: any InboundBoard) {
        self.redis = redis
        self.other = other
    }

    public func add(_ hits: [InboundHits], minute: Int64) async throws -> [Int] {
        let commands = hits.flatMap { one in
            let key = Array("entrepot:inbound:\(minute):".utf8) + one.slot
            return [
                RedisCommand([Array("INCRBY".utf8), key, Array(String(one.hits).utf8)]),
                RedisCommand([Array("EXPIRE".utf8), key, Array("180".utf8)]),
            ]
        }
        guard let answers = try? await self.redis.ask(commands), answers.count == commands.count else {
            return try await self.other.add(hits, minute: minute)
        }
        return zip(hits, stride(from: 0, to: answers.count, by: 2)).map { hit, place in
            guard case .number(let total) = answers[place] else { return hit.hits }
            return Int(clamping: total)
        }
    }
}
