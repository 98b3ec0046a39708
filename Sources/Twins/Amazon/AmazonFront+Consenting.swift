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

    /// Whose consent it is: named in the address, signed in, or the only one there is.
    private func seller(_ named: String?) -> AmazonShop? {
        guard let name = named ?? self.app.signedIn else {
            return self.shops.count == 1 ? self.allShops.first : nil
        }
        return self.allShops.first { $0.name == name }
    }

    /// Asks which seller's browser this is.
    private func choice(_ request: TwinRequest) -> TwinReply {
        let query = request.query.filter { $0.name != "twin_shop" }.map {
            "\(OAuthBase.percent($0.name, keeping: []))=\(OAuthBase.percent($0.value, keeping: []))"
        }.joined(separator: "&amp;")
        let links = self.allShops.map { "<p><a href=\"?\(query)&amp;twin_shop=\($0.name)\">\($0.name)</a></p>" }
        return AmazonShop.page(200, "Sign in", "As which seller? \(links.joined())", self.moment)
    }

    private func mayRedirect(to address: String) -> Bool {
        guard self.app.redirects.isEmpty else { return self.app.redirects.contains(address) }
        let host = URL(string: address)?.host() ?? ""
        return ["127.0.0.1", "localhost", "::1"].contains(host) || host.hasSuffix(".invalid")
            || host.hasSuffix(".localhost")
    }

    private func redirect(_ address: String, _ values: KeyValuePairs<String, String>) -> TwinReply {
        let query = values.map { "\($0.key)=\(OAuthBase.percent($0.value, keeping: []))" }.joined(separator: "&")
        var reply = TwinReply(status: 302, headers: AmazonShop.pageHeaders(self.moment))
        reply.headers.append(("Location", address + (address.contains("?") ? "&" : "?") + query))
        return reply
    }

    /// Trades a code or a refresh token for an access token.
    func token(_ request: TwinRequest) async -> TwinReply {
        let fields = TwinRequest.pairs(String(decoding: request.body, as: UTF8.self)[...])
        func value(_ name: String) -> String? { fields.last { $0.name == name }?.value }
        let seller =
            value("refresh_token").flatMap { self.app.refreshes[$0]?.seller }
            ?? value("code").flatMap { self.app.codes[$0]?.seller }
        let shop = seller.flatMap { self.shops[$0] }
        let fault = await shop?.faultOfToken()
        if let fault, let reply = AmazonShop.refusal(fault, self.moment) {
            await shop?.countToken(status: reply.ending == .drop ? 0 : reply.status, fault: fault.kind)
            return reply
        }
        let result: TwinReply
        do throws(AmazonError) {
            guard request.method == "POST" else { throw .login(405, "invalid_request", "POST is expected") }
            guard value("client_id") == self.app.clientID, value("client_secret") == self.app.secret else {
                throw .login(401, "invalid_client", "Client authentication failed")
            }
            let tokens = try self.trade(value)
            result = AmazonShop.reply(
                [
                    "access_token": .string(tokens.access), "token_type": "bearer",
                    "expires_in": .integer(tokens.expiresIn), "refresh_token": .string(tokens.refresh),
                ], self.moment)
        } catch {
            result = AmazonShop.reply(error, self.moment)
        }
        let reply = fault.map { AmazonShop.spoil(result, $0, self.moment) } ?? result
        await shop?.countToken(status: reply.ending == .drop ? 0 : reply.status, fault: fault?.kind)
        return reply
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
