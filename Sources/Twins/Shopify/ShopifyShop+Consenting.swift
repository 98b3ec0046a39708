import Crypto
import Foundation

extension ShopifyShop {
    /// The page on which a merchant installs the app: shown, and agreed to with its link; or agreed to at once (`setConsent`).
    func authorize(_ request: TwinRequest) -> TwinReply {
        let query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        guard query["client_id"] == self.app.clientID else {
            return Self.page(
                400, "Error", "Oauth error invalid_request: Could not find Shopify API application", self.now)
        }
        guard let redirect = query["redirect_uri"], self.app.mayRedirect(to: redirect) else {
            return Self.page(
                400, "Error", "Oauth error invalid_request: The redirect_uri is not whitelisted", self.now)
        }
        let state = query["state"] ?? ""
        if self.denies {
            return self.redirect(redirect, ["error": "access_denied", "state": state], isSigned: false)
        }
        guard self.agrees || query["install"] == "yes" else {
            let again = ConsentPage.query(request.query)
            return Self.page(
                200, "Install app",
                "The app asks for: \(query["scope"] ?? "nothing"). <a href=\"?\(again)&amp;install=yes\">Install app</a>",
                self.now)
        }
        let scopes = (query["scope"] ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        let code = self.state.text(32)
        self.state.codes[code] = ShopifyConsent(scopes: scopes, expires: self.now.shop.addingTimeInterval(600))
        return self.redirect(redirect, ["code": code, "state": state], isSigned: true)
    }

    private func redirect(_ address: String, _ values: [String: String], isSigned: Bool) -> TwinReply {
        ConsentPage.redirect(address, self.signed(values, isSigned: isSigned), Self.pageHeaders(self.now))
    }

    /// What Shopify sends along with a browser, signed with the app's secret.
    func signed(_ values: [String: String], isSigned: Bool = true) -> [(name: String, value: String)] {
        var values = values
        values["shop"] = self.state.domain
        values["host"] = Data("admin.shopify.com/store/\(self.name)".utf8).base64EncodedString()
        values["timestamp"] = String(Int(self.now.shop.timeIntervalSince1970))
        if isSigned {
            let text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
            let key = SymmetricKey(data: Array(self.app.clientSecret.utf8))
            values["hmac"] = Self.hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Trades a code, a refresh token, a session or the app's own credentials for tokens. A form, or JSON.
    func accessToken(_ request: TwinRequest) -> TwinReply {
        let moment = self.now
        guard request.method == "POST" else { return Self.reply(405, ["error": "method"], moment) }
        let harmless: Set<FaultKind> = [.throttle, .unavailable, .errorBefore, .timeoutBefore, .htmlPage]
        if let fault = self.state.faults.strikes(call: "oauth.token", among: harmless, wall: moment.wall) {
            // This place knows no costs: who asks too often is told to wait as in an outage.
            let reply = Self.refusal(fault, moment) ?? Self.page(503, "Service Unavailable", Self.outage, moment)
            self.state.book.count(
                call: "oauth.token", status: reply.ending == .drop ? 0 : reply.status, fault: fault.kind)
            return reply
        }
        var fields: [String: String] = [:]
        if case .object(let members)? = Json(request.body) {
            for member in members { fields[member.name] = member.value.text ?? member.value.whole.map(String.init) }
        } else {
            for pair in TwinRequest.pairs(Substring(String(decoding: request.body, as: UTF8.self))) {
                fields[pair.name] = pair.value
            }
        }
        let reply = self.trade(fields, moment)
        self.state.book.count(call: "oauth.token", status: reply.status, fault: nil)
        return reply
    }

    private func trade(_ fields: [String: String], _ moment: Moment) -> TwinReply {
        guard fields["client_id"] == self.app.clientID, fields["client_secret"] == self.app.clientSecret else {
            return Self.no("invalid_client", "client is unknown", moment)
        }
        let isExpiring = fields["expiring"] == "1"
        switch fields["grant_type"] ?? "" {
        case "", "authorization_code":
            guard let code = fields["code"], let consent = self.state.codes.removeValue(forKey: code),
                moment.shop < consent.expires
            else {
                return Self.no("invalid_request", "The authorization code was not found or was already used", moment)
            }
            return self.granted(self.issue(scopes: consent.scopes, isExpiring: isExpiring), moment)
        case "refresh_token":
            guard let token = fields["refresh_token"], let grant = self.state.refreshes[token], !grant.isRevoked,
                grant.expires.map({ moment.shop < $0 }) ?? true
            else { return Self.no("invalid_grant", "The refresh token is invalid", moment) }
            // The one before stays usable until this one is used (notes, "Auth").
            for (old, new) in self.state.replaced where new == token {
                self.state.refreshes[old]?.isRevoked = true
                self.state.replaced[old] = nil
            }
            let fresh = self.issue(scopes: grant.scopes, isExpiring: true)
            self.state.replaced[token] = fresh.refresh
            return self.granted(fresh, moment)
        case "client_credentials":
            return self.granted(self.issue(scopes: ShopifyApp.allScopes, isExpiring: true), moment)
        case "urn:ietf:params:oauth:grant-type:token-exchange":
            guard fields["subject_token_type"] == "urn:ietf:params:oauth:token-type:id_token",
                fields["requested_token_type"] == "urn:shopify:params:oauth:token-type:offline-access-token"
            else { return Self.no("invalid_request", "A token type is missing or not known", moment) }
            guard self.isSession(fields["subject_token"] ?? "", moment) else {
                return Self.no(
                    "invalid_subject_token", "Token exchange cannot be performed due to an invalid subject token.",
                    moment)
            }
            return self.granted(self.issue(scopes: ShopifyApp.allScopes, isExpiring: isExpiring), moment)
        default: return Self.no("unsupported_grant_type", "grant_type is not supported", moment)
        }
    }

    /// An access token of an hour and a refresh token of 90 days (the latter not confirmed), or one that never ends.
    func issue(scopes: [String], isExpiring: Bool) -> ShopifyTokens {
        let now = self.now.shop
        let tokens = ShopifyTokens(
            access: (isExpiring ? "shpat_e" : "shpat_") + self.state.text(32),
            refresh: isExpiring ? "shprt_" + self.state.text(32) : nil, scopes: scopes)
        self.state.tokens[tokens.access] = ShopifyGrant(
            scopes: scopes, expires: isExpiring ? now.addingTimeInterval(3_600) : nil, secret: self.app.clientSecret)
        if let refresh = tokens.refresh {
            self.state.refreshes[refresh] = ShopifyGrant(
                scopes: scopes, expires: now.addingTimeInterval(90 * 86_400), secret: self.app.clientSecret)
        }
        return tokens
    }

    private func granted(_ tokens: ShopifyTokens, _ moment: Moment) -> TwinReply {
        var members: [Json.Member] = [
            Json.Member(name: "access_token", value: .string(tokens.access)),
            Json.Member(name: "scope", value: .string(tokens.scopes.joined(separator: ","))),
        ]
        if let refresh = tokens.refresh {
            members += [
                Json.Member(name: "expires_in", value: 3_600),
                Json.Member(name: "refresh_token", value: .string(refresh)),
                Json.Member(name: "refresh_token_expires_in", value: .integer(90 * 86_400)),
            ]
        }
        return Self.reply(200, .object(members), moment)
    }

    private static func no(_ error: String, _ details: String, _ moment: Moment) -> TwinReply {
        Self.reply(400, ["error": .string(error), "error_description": .string(details)], moment)
    }
}
