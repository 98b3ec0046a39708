import Foundation
import Operations
import Vault
import Wire

/// The Redis server for what may be lost.
struct RedisSetting: Sendable, Hashable {
    var host: String
    var port: Int
    var database: Int
    var isTLS: Bool
    var user: String?
    var password: Secret?

    /// - Returns: `nil` where none is set.
    static func read(
        _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> RedisSetting? {
        guard var redis = try sources.value(.redis, { RedisSetting(address: $0) }) else { return nil }
        redis.password = try AppSetting.secret(
            "ENTREPOT_REDIS_PASSWORD", .redisPasswordFile, sources, environment, read)
        return redis
    }

    /// Plain on this machine only (promise ENC-6); a password does not belong into it.
    private init?(address: String) {
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty, parts.password == nil,
            parts.query == nil, let scheme = parts.scheme, ["redis", "rediss"].contains(scheme),
            scheme == "rediss" || AddressRule.isLoopback(host)
        else { return nil }
        let path = parts.path.drop { $0 == "/" }
        guard let database = path.isEmpty ? 0 : Int(path), (0...15).contains(database) else { return nil }
        self.host = host.trimmingCharacters(in: ["[", "]"])
        self.port = parts.port ?? 6379
        self.database = database
        self.isTLS = scheme == "rediss"
        self.user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
    }

    var client: RedisClient {
        let password = self.password
        return RedisClient(
            RedisServer(
                host: self.host, port: self.port, database: self.database, isTLS: self.isTLS, user: self.user,
                password: { password?.reveal() }))
    }
}
