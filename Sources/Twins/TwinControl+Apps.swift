import Foundation

extension TwinControl {
    /// Consents to one shop: POST gives tokens, PUT lets the access tokens run out, DELETE withdraws all.
    func tokens(
        _ shop: any TwinShop, _ method: String, at front: any TwinAppFront, _ grant: () async throws -> TwinReply
    ) async throws -> TwinReply {
        switch method {
        case "POST": return try await grant()
        case "PUT": await front.expire(shop: shop.name)
        case "DELETE": await front.revoke(shop: shop.name)
        default: throw Failure.notFound
        }
        return Self.json(200, await self.card(shop))
    }
}

/// What the consent page of any channel is told.
struct AppWish: Decodable {
    /// Empty: no one.
    var signedIn: String?
    var deny: Bool?
    var redirects: [String]?

    func apply(to front: any TwinAppFront) async {
        if let name = self.signedIn { await front.signIn(as: name.isEmpty ? nil : name) }
        if let denies = self.deny { await front.deny(denies) }
        if let redirects = self.redirects { await front.setRedirects(redirects) }
    }
}
