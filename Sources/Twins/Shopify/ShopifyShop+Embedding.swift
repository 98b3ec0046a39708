import Crypto
import Foundation

/// The app inside of the shop's back office, and the tokens of its sessions there.
extension ShopifyShop {
    /// The page of the back office around the app's own, which is shown within it and can be opened by itself.
    func openApp() -> TwinReply {
        guard let page = self.app.page else {
            return Self.page(404, "Not found", "The app has no page of its own.", self.now)
        }
        let pairs = self.signed(["embedded": "1", "id_token": self.sessionToken()])
        let query = ConsentPage.query(pairs.map { TwinRequest.Pair(name: $0.name, value: $0.value) })
        let address = "\(page)\(page.contains("?") ? "&amp;" : "?")\(query)"
        return Self.page(
            200, "App",
            "<iframe src=\"\(address)\" width=\"100%\" height=\"600\"></iframe> <a href=\"\(address)\">Open it alone</a>",
            self.now)
    }

    /// What App Bridge gives the app's page: a JSON web token of a minute, signed with the app's secret (HS256).
    ///
    /// `dest` is where this shop is: at Shopify its `https://….myshopify.com`, which no twin can be.
    ///
    /// - Parameters:
    ///   - clientID: Of another app, for one that is not ours.
    ///   - secret: Of somebody who is not Shopify.
    public func sessionToken(
        seconds: Double = 60, clientID: String? = nil, secret: String? = nil, dest: String? = nil
    ) -> String {
        let now = self.now.shop.timeIntervalSince1970
        let dest = dest ?? self.address
        let claims: Json = [
            "iss": .string(dest + "/admin"), "dest": .string(dest), "aud": .string(clientID ?? self.app.clientID),
            "sub": "1", "exp": .integer(Int((now + seconds).rounded())), "nbf": .integer(Int(now.rounded(.down))),
            "iat": .integer(Int(now.rounded(.down))), "jti": .string(self.state.text(36)),
            "sid": .string(self.state.text(64)),
        ]
        let head: Json = ["alg": "HS256", "typ": "JWT"]
        let text = Self.base64URL(head.bytes()) + "." + Self.base64URL(claims.bytes())
        let key = SymmetricKey(data: Array((secret ?? self.app.clientSecret).utf8))
        self.isChanged = true
        return text + "." + Self.base64URL(Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)))
    }

    /// Whether a session's token is one of this shop's for this app, and good now.
    func isSession(_ token: String, _ moment: Moment) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let given = Self.base64URL(parts[2]),
            let head = Self.base64URL(parts[0]).flatMap({ Json($0) }), head["alg"]?.text == "HS256",
            let body = Self.base64URL(parts[1]).flatMap({ Json($0) }), let ends = body["exp"]?.whole,
            let begins = body["nbf"]?.whole
        else { return false }
        let key = SymmetricKey(data: Array(self.app.clientSecret.utf8))
        let isSigned = HMAC<SHA256>.isValidAuthenticationCode(
            given, authenticating: Array("\(parts[0]).\(parts[1])".utf8), using: key)
        let now = moment.shop.timeIntervalSince1970
        return isSigned && Double(ends) > now && Double(begins) <= now
            && body["aud"]?.text == self.app.clientID
            && [self.address, "https://\(self.state.domain)"].contains(body["dest"]?.text ?? "")
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func base64URL(_ text: String) -> [UInt8]? {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/")
        while plain.count % 4 != 0 { plain += "=" }
        return Data(base64Encoded: plain).map { Array($0) }
    }
}
