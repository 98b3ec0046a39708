import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// A connector to a scripted WooCommerce shop, with a fixed clock and nonce.
func shop(
    _ transport: ScriptedTransport, address: String = "https://shop.example", currency: Currency? = .usd,
    pageSize: Int = 100, readsTracking: Bool = true, notesTracking: Bool = true
) throws -> WooCommerceConnector {
    var settings = WooCommerceSettings()
    settings.currency = currency
    settings.pageSize = pageSize
    settings.readsTracking = readsTracking
    settings.notesTracking = notesTracking
    return WooCommerceConnector(
        address: try WooCommerceAddress.normalised(address), key: "ck_key", secret: "cs_secret", transport: transport,
        settings: settings, now: { Date(timeIntervalSince1970: 1_763_788_000) }, nonce: { "nonce1" })
}

func time(_ text: String) -> Date { UTCTime(text: text)?.date ?? .distantPast }
