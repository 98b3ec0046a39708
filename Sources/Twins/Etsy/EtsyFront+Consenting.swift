import Crypto
import Foundation

/// OAuth 2 authorization code with PKCE, S256 only (vendor's page on authentication).
extension EtsyFront {
    /// The page on which a seller says yes: here yes is said at once, by whoever is signed in.
    func consent(_ request: TwinRequest) async -> TwinReply {
        let query = EtsyFields(request.query)
        guard query["client_id"] == self.app.keystring else {
            return EtsyShop.page(
                400, "An error occurred", "The application that is requesting authorization: unknown.",
                self.moment)
        }
        guard let redirect = query["redirect_uri"], self.mayRedirect(to: redirect) else {
            return EtsyShop.page(400, "An error occurred", "The requested redirect URL is not permitted.", self.moment)
        }
        let state = query["state"] ?? ""
        guard query["response_type"] == "code", !state.isEmpty, query["code_challenge_method"] == "S256",
            let challenge = query["code_challenge"], challenge.count >= 43
        else {
            return self.redirect(
                redirect, ["error": "invalid_request", "error_description": "PKCE is required", "state": state])
        }
        if self.app.denies {
            return self.redirect(
                redirect,
                [
                    "error": "access_denied", "error_description": "The user denied the request", "state": state,
                ])
        }
        guard let shop = self.seller(query["twin_shop"]) else { return self.choice(request) }
        let scopes = (query["scope"] ?? "").split(separator: " ").map(String.init)
        let code = self.app.text(32)
        self.app.codes[code] = EtsyConsent(
            user: shop.userID, redirect: redirect, scopes: scopes, challenge: challenge,
            expires: self.now.addingTimeInterval(600))
        return self.redirect(redirect, ["code": code, "state": state])
    }

    /// Trades a code or a refresh token for tokens. No API key is asked for here.
    func token(_ request: TwinRequest) async -> TwinReply {
        guard request.method == "POST", let body = try? EtsyBody(request) else {
            return EtsyShop.reply(EtsyError(400, "invalid_request", details: "a form is expected"), self.moment)
        }
        let fields = body.fields
        return await self.token(for: self.shop(ofToken: fields)) {
            do throws(EtsyError) {
                let tokens = try self.trade(fields)
                return self.answer([
                    "access_token": .string(tokens.access), "token_type": "Bearer",
                    "expires_in": .integer(tokens.expiresIn), "refresh_token": .string(tokens.refresh),
                ])
            } catch {
                return EtsyShop.reply(error, self.moment)
            }
        }
    }

    private func shop(ofToken fields: EtsyFields) -> EtsyShop? {
        let user =
            fields["refresh_token"].flatMap { self.app.refreshes[$0]?.user }
            ?? fields["code"].flatMap { self.app.codes[$0]?.user }
        return user.flatMap { user in self.allShops.first { $0.userID == user } }
    }

    private func trade(_ fields: EtsyFields) throws(EtsyError) -> EtsyTokens {
        guard fields["client_id"] == self.app.keystring else {
            throw EtsyError(401, "invalid_client", details: "client_id is unknown")
        }
        switch fields["grant_type"] ?? "" {
        case "authorization_code":
            guard let code = fields["code"], let consent = self.app.codes.removeValue(forKey: code),
                self.now < consent.expires
            else { throw EtsyError(400, "invalid_grant", details: "code is invalid or was used") }
            guard fields["redirect_uri"] == consent.redirect else {
                throw EtsyError(400, "invalid_grant", details: "redirect_uri does not match")
            }
            guard let verifier = fields["code_verifier"], Self.challenge(of: verifier) == consent.challenge else {
                throw EtsyError(400, "invalid_grant", details: "code_verifier is invalid")
            }
            return self.app.issue(user: consent.user, scopes: consent.scopes, at: self.now)
        case "refresh_token":
            guard let token = fields["refresh_token"], let grant = self.app.refreshes[token], !grant.isRevoked else {
                throw .refreshRevoked
            }
            guard self.now < grant.expires else {
                throw EtsyError(400, "invalid_grant", details: "refresh_token is expired")
            }
            self.app.refreshes[token]?.isRevoked = true
            return self.app.issue(user: grant.user, scopes: grant.scopes, at: self.now)
        default: throw EtsyError(400, "unsupported_grant_type", details: "grant_type is not supported")
        }
    }

    private static func challenge(of verifier: String) -> String {
        Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
