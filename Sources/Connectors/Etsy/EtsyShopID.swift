import ConnectorKit
import Synchronization

/// The shop's number, which most addresses hold: as it was given, else asked for once and kept as long as the connector.
final class EtsyShopID: Sendable {
    private let known: Mutex<String?>

    init(_ known: String?) { self.known = Mutex(known.flatMap { Int64($0) == nil ? nil : $0 }) }

    /// - Throws: `refused` where the account has no shop.
    func number(_ api: EtsyAPI) async throws(ConnectorError) -> String {
        if let known = self.known.withLock({ $0 }) { return known }
        let found = try await api.get(EtsyWire.Me.self, "/users/me").value
        guard let shop = found.shopID else {
            throw .refused(
                code: "no-shop", field: nil, message: "This Etsy account has no shop. Log in as the shop's owner.")
        }
        let number = String(shop)
        self.known.withLock { $0 = number }
        return number
    }
}
