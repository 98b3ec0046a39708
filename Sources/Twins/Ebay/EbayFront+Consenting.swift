import Foundation

/// OAuth 2 with a secret and without PKCE; the app's address is known by its RuName.
extension EbayFront {
    /// The page on which a seller says yes: here yes is said at once, by whoever is signed in.
    func consent(_ request: TwinRequest) -> TwinReply {
        func value(_ name: String) -> String? { request.query.last { $0.name == name && !$0.value.isEmpty }?.value }
        guard value("client_id") == self.app.clientID else {
            return EbayShop.page(400, "Error", "unauthorized_client: the client id is unknown.", self.moment)
        }
        guard value("redirect_uri") == self.app.ruName, let address = self.app.redirects.first else {
            return EbayShop.page(
                400, "Error", "invalid_request: redirect_uri is not the app's RuName, or it leads nowhere yet.",
                self.moment)
        }
        guard value("response_type") == "code", let scopes = value("scope") else {
            return EbayShop.page(400, "Error", "invalid_request: response_type and scope.", self.moment)
        }
        let asked = scopes.split(separator: " ").map(String.init)
        guard asked.allSatisfy({ Self.allScopes.contains($0) }) else {
            return EbayShop.page(400, "Error", "invalid_scope: a scope is unknown.", self.moment)
        }
        let state = value("state").map { [("state", $0)] } ?? []
        if self.app.denies {
            return ConsentPage.redirect(
                self.app.declined ?? address, [("error", "access_denied")] + state,
                EbayShop.pageHeaders(self.moment))
        }
        guard let shop = self.seller(value("twin_shop")) else { return self.choice(request) }
        // A code holds what must be percent-encoded, as the real ones do.
        let code = "v^1.1#i^1#f^0#r^1#p^3#I^3#t^" + self.app.text(40) + "/A=="
        self.app.codes[code] = EbayConsent(
            user: shop.userID, scopes: asked, expires: self.now.addingTimeInterval(Double(Self.codeLife)))
        return ConsentPage.redirect(
            address, state + [("code", code), ("expires_in", String(Self.codeLife))],
            EbayShop.pageHeaders(self.moment))
    }

    /// Seconds.
    private static let codeLife = 299

    /// Trades a code or a refresh token for an access token, or gives the app one of its own.
    func token(_ request: TwinRequest) async -> TwinReply {
        let fields = TwinRequest.pairs(String(decoding: request.body, as: UTF8.self)[...])
        func value(_ name: String) -> String? { fields.last { $0.name == name && !$0.value.isEmpty }?.value }
        let user =
            value("refresh_token").flatMap { self.app.refreshes[$0]?.user }
            ?? value("code").flatMap { self.app.codes[$0]?.user }
        return await self.token(for: user.flatMap { self.shops[$0] }) {
            do throws(EbayError) {
                guard request.method == "POST",
                    request.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true
                else { throw .login(400, "invalid_request", "request is missing a required parameter or malformed.") }
                guard self.isApp(request.headers["authorization"]) else {
                    throw .login(401, "invalid_client", "client authentication failed")
                }
                return EbayShop.reply(EbayOutcome(try self.trade(value)), self.moment)
            } catch {
                return EbayShop.reply(error, self.moment)
            }
        }
    }

    private func isApp(_ header: String?) -> Bool {
        let expected = Data("\(self.app.clientID):\(self.app.secret)".utf8).base64EncodedString()
        return header == "Basic " + expected
    }

    private func trade(_ value: (String) -> String?) throws(EbayError) -> Json {
        let asked = value("scope").map { $0.split(separator: " ").map(String.init) }
        switch value("grant_type") ?? "" {
        case "authorization_code":
            guard let code = value("code"), let consent = self.app.codes.removeValue(forKey: code),
                self.now < consent.expires
            else {
                throw .login(
                    400, "invalid_grant",
                    "the provided authorization grant code is invalid or was issued to another client")
            }
            guard value("redirect_uri") == self.app.ruName else {
                throw .login(400, "invalid_request", "redirect_uri does not match the RuName of the consent")
            }
            let tokens = self.app.issue(user: consent.user, scopes: consent.scopes, at: self.now)
            return [
                "access_token": .string(tokens.access), "expires_in": .integer(tokens.expiresIn),
                "refresh_token": .string(tokens.refresh),
                "refresh_token_expires_in": .integer(tokens.refreshExpiresIn), "token_type": "User Access Token",
            ]
        case "refresh_token":
            guard let token = value("refresh_token"), let grant = self.app.refreshes[token], !grant.isRevoked,
                self.now < grant.expires
            else {
                throw .login(
                    400, "invalid_grant",
                    "the provided authorization refresh token is invalid or was issued to another client")
            }
            let scopes = asked ?? grant.scopes
            guard scopes.allSatisfy(grant.scopes.contains) else { throw Self.scopeExceeded }
            return self.answer(
                self.app.access(user: grant.user, scopes: scopes, at: self.now), "User Access Token")
        case "client_credentials":
            guard let asked, asked.allSatisfy({ Self.appScopes.contains($0) }) else { throw Self.scopeExceeded }
            return self.answer(self.app.access(user: "", scopes: asked, at: self.now), "Application Access Token")
        default: throw .login(400, "unsupported_grant_type", "grant type in request is not supported")
        }
    }

    private func answer(_ token: String, _ type: String) -> Json {
        [
            "access_token": .string(token), "expires_in": .integer(self.app.tokenLife), "token_type": .string(type),
        ]
    }

    /// Seen by clients word for word.
    private static let scopeExceeded = EbayError.login(
        400, "invalid_scope",
        "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client")
}
