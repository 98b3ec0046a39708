import Foundation

/// Login with Amazon, and the consent page of Seller Central.
extension AmazonFront {
    /// The page on which a seller says yes: here yes is said at once, by whoever is signed in.
    func consent(_ request: TwinRequest) -> TwinReply {
        func value(_ name: String) -> String? { request.query.last { $0.name == name && !$0.value.isEmpty }?.value }
        guard value("application_id") == self.app.applicationID else {
            return AmazonShop.page(400, "Error", "The application id is unknown (MD1000).", self.moment)
        }
        guard let redirect = value("redirect_uri") ?? self.app.redirects.first, self.mayRedirect(to: redirect) else {
            return AmazonShop.page(400, "Error", "The redirect address is not registered.", self.moment)
        }
        guard let state = value("state") else {
            return AmazonShop.page(400, "Error", "The state is missing (MD5110).", self.moment)
        }
        if self.app.denies {
            return self.redirect(redirect, ["error": "access_denied", "state": state])
        }
        guard let shop = self.seller(value("twin_shop")) else { return self.choice(request) }
        let code = "RH" + self.app.text(18)
        self.app.codes[code] = AmazonConsent(
            seller: shop.sellerID, redirect: value("redirect_uri"), expires: self.now.addingTimeInterval(300))
        return self.redirect(
            redirect, ["state": state, "selling_partner_id": shop.sellerID, "spapi_oauth_code": code])
    }

    /// Trades a code or a refresh token for an access token.
    func token(_ request: TwinRequest) async -> TwinReply {
        let fields = TwinRequest.pairs(String(decoding: request.body, as: UTF8.self)[...])
        func value(_ name: String) -> String? { fields.last { $0.name == name }?.value }
        let seller =
            value("refresh_token").flatMap { self.app.refreshes[$0]?.seller }
            ?? value("code").flatMap { self.app.codes[$0]?.seller }
        return await self.token(for: seller.flatMap { self.shops[$0] }) {
            do throws(AmazonError) {
                guard request.method == "POST" else { throw .login(405, "invalid_request", "POST is expected") }
                guard value("client_id") == self.app.clientID, value("client_secret") == self.app.secret else {
                    throw .login(401, "invalid_client", "Client authentication failed")
                }
                if value("grant_type") == "client_credentials" {
                    guard value("scope") == "sellingpartnerapi::notifications" else {
                        throw .login(400, "invalid_scope", "The requested scope is invalid")
                    }
                    return AmazonShop.reply(
                        [
                            "access_token": .string(self.app.issueGrantless(at: self.now)),
                            "scope": "sellingpartnerapi::notifications", "token_type": "bearer", "expires_in": 3_600,
                        ], self.moment)
                }
                let tokens = try self.trade(value)
                return AmazonShop.reply(
                    [
                        "access_token": .string(tokens.access), "token_type": "bearer",
                        "expires_in": .integer(tokens.expiresIn), "refresh_token": .string(tokens.refresh),
                    ], self.moment)
            } catch {
                return AmazonShop.reply(error, self.moment)
            }
        }
    }

    private func trade(_ value: (String) -> String?) throws(AmazonError) -> AmazonTokens {
        switch value("grant_type") ?? "" {
        case "authorization_code":
            guard let code = value("code"), let consent = self.app.codes.removeValue(forKey: code),
                self.now < consent.expires
            else { throw .login(400, "invalid_grant", "The request has an invalid grant parameter : code") }
            guard consent.redirect == nil || value("redirect_uri") == consent.redirect else {
                throw .login(400, "invalid_grant", "The request has an invalid parameter : redirect_uri")
            }
            return self.app.issue(seller: consent.seller, at: self.now)
        case "refresh_token":
            guard let token = value("refresh_token"), let grant = self.app.refreshes[token], !grant.isRevoked,
                self.now < grant.expires
            else { throw .login(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token") }
            return self.app.issue(seller: grant.seller, refresh: token, at: self.now)
        default:
            throw .login(400, "unsupported_grant_type", "The authorization grant type is not supported")
        }
    }
}
