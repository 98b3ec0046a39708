public import Foundation
import Wire

/// What a token endpoint grants (RFC 6749, 5.1).
public struct OAuthGrant: Decodable, Sendable {
    public var accessToken: String
    public var refreshToken: String?
    /// Seconds; missing for a token that does not expire.
    public var expiresIn: Double?
    /// Seconds; few channels tell.
    public var refreshTokenExpiresIn: Double?
    public var scope: String?

    enum CodingKeys: String, CodingKey {
        case scope
        case accessToken = "access_token"
        case expiresIn = "expires_in"
        case refreshToken = "refresh_token"
        case refreshTokenExpiresIn = "refresh_token_expires_in"
    }

    /// - Parameters:
    ///   - asked: When the grant was asked for: the answer's way is not part of a token's life.
    ///   - separator: Between two scopes.
    ///   - scopes: What counts where the answer names none.
    ///   - ever: Seconds that a token is taken to live which does not expire.
    public func tokens(
        asked: Date, separator: Character = " ", else scopes: [String] = [], ever: Double = 0
    ) -> OAuthTokens {
        OAuthTokens(
            access: self.accessToken, refresh: self.refreshToken.flatMap { $0.isEmpty ? nil : $0 },
            expiresAt: asked.addingTimeInterval(self.expiresIn ?? ever),
            refreshExpiresAt: self.refreshTokenExpiresIn.map { asked.addingTimeInterval($0) },
            scopes: self.scope.map { $0.split(separator: separator).map(String.init) } ?? scopes)
    }
}

extension OAuthPlace {
    /// Asks a token endpoint.
    ///
    /// - Parameters:
    ///   - form: With everything that the channel wants to know the app by.
    ///   - headers: Where it wants to know that in a header instead.
    ///   - expires: Whether a token without an end is unreadable.
    public func grant(
        _ endpoint: URL, form: [(name: String, value: String)], headers: [(name: String, value: String)] = [],
        contentType: String = "application/x-www-form-urlencoded", timeout: Duration, answerLimit: Int,
        expires: Bool = true, sorting errors: some AnswerSorting
    ) async throws(ConnectorError) -> OAuthGrant {
        let call = HTTPCall(
            "POST", endpoint,
            headers: [("accept", "application/json"), ("content-type", contentType)] + headers,
            body: Array(PercentEncoding.form(form).utf8), timeout: timeout, answerLimit: answerLimit)
        return try await errors.exchange(call, by: self.transport) { reply throws(UnreadableAnswer) in
            let granted = try JSONAnswer.decode(OAuthGrant.self, from: reply.body)
            guard !granted.accessToken.isEmpty else { throw UnreadableAnswer(.wrongShape, place: "access_token") }
            guard granted.expiresIn.map({ $0 > 0 }) ?? !expires else {
                throw UnreadableAnswer(.wrongShape, place: "expires_in")
            }
            return granted
        }.value
    }
}
