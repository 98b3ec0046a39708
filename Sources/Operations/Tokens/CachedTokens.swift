import ConnectorKit
import Foundation
import Records
import Vault

/// What the cache holds of a connection's tokens: all that is needed to use them, and nothing to renew them with.
struct CachedTokens: Codable {
    var access: OAuthTokens
    var version: Int64
    var remoteID: String?
    /// When they are due to be renewed: from then on the database is asked.
    var freshUntil: Date
}

/// The cache as one connection sees it.
struct TokenShelf {
    let desk: Desk
    let connection: UUID
    let sealed: SealedCredentials

    private var place: TokenPlace { TokenPlace(tenant: self.desk.tenant, connection: self.connection) }

    /// - Returns: `nil` where there are none, they are due, or what was found is not ours.
    func find() async -> FreshTokens.Pair? {
        guard let cache = self.desk.hub.tokenCache, let bytes = await cache.sealed(self.place),
            let cached = try? self.sealed.openCached(bytes, connection: self.connection),
            cached.freshUntil > self.desk.now
        else { return nil }
        return FreshTokens.Pair(tokens: cached.access, version: cached.version, remoteID: cached.remoteID)
    }

    /// Keeps what the database has, for as long as it is not due.
    func keep(_ pair: FreshTokens.Pair, _ stored: ConnectionTokenRecord) async {
        guard let cache = self.desk.hub.tokenCache, !stored.isDue(at: self.desk.now) else { return }
        let left = stored.dueAt.timeIntervalSince(self.desk.now)
        let seconds = Int(min(left, Double(self.desk.hub.tokenCacheLife)))
        var tokens = pair.tokens
        tokens.refresh = nil
        let cached = CachedTokens(
            access: tokens, version: pair.version, remoteID: pair.remoteID, freshUntil: stored.dueAt)
        guard seconds >= 1, let bytes = try? self.sealed.seal(cached: cached, connection: self.connection) else {
            return
        }
        await cache.keep(bytes, self.place, seconds: seconds)
    }
}

extension Installation {
    /// After tokens were refused, or others were stored.
    func forgetTokens(of connection: UUID, tenant: UUID) async {
        await self.tokenCache?.forget(TokenPlace(tenant: tenant, connection: connection))
    }
}
