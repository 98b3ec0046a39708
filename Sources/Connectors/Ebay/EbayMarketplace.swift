import ConnectorKit
import Wire

/// One of eBay's sites. A SKU is offered on one of them, and policies and categories are each site's own (notes, traps 3 and 5).
struct EbayMarketplace: Sendable, Hashable {
    /// `EBAY_DE`.
    var id: String
    /// Behind `ebay.`.
    var domain: String
    var currency: String
    /// Of what is written there: the header `Content-Language`.
    var language: String

    /// Sites by `MarketplaceIdEnum`, their addresses and languages by the vendor's "GlobalIdList" and `LocaleEnum`
    /// (developer.ebay.com). Where a site has two languages it is the one that the vendor names first.
    static let all: [EbayMarketplace] = [
        .init(id: "EBAY_US", domain: "com", currency: "USD", language: "en-US"),
        .init(id: "EBAY_GB", domain: "co.uk", currency: "GBP", language: "en-GB"),
        .init(id: "EBAY_DE", domain: "de", currency: "EUR", language: "de-DE"),
        .init(id: "EBAY_AU", domain: "com.au", currency: "AUD", language: "en-AU"),
        .init(id: "EBAY_CA", domain: "ca", currency: "CAD", language: "en-CA"),
        .init(id: "EBAY_FR", domain: "fr", currency: "EUR", language: "fr-FR"),
        .init(id: "EBAY_IT", domain: "it", currency: "EUR", language: "it-IT"),
        .init(id: "EBAY_ES", domain: "es", currency: "EUR", language: "es-ES"),
        .init(id: "EBAY_AT", domain: "at", currency: "EUR", language: "de-AT"),
        .init(id: "EBAY_BE", domain: "be", currency: "EUR", language: "nl-BE"),
        .init(id: "EBAY_CH", domain: "ch", currency: "CHF", language: "de-CH"),
        .init(id: "EBAY_HK", domain: "com.hk", currency: "HKD", language: "zh-HK"),
        .init(id: "EBAY_IE", domain: "ie", currency: "EUR", language: "en-IE"),
        .init(id: "EBAY_NL", domain: "nl", currency: "EUR", language: "nl-NL"),
        .init(id: "EBAY_PL", domain: "pl", currency: "PLN", language: "pl-PL"),
        .init(id: "EBAY_SG", domain: "com.sg", currency: "SGD", language: "en-SG"),
    ]

    /// Whether sellers who live there must sign some calls (notes, "Digital signatures"): those of the European Union and the
    /// United Kingdom.
    var mayWantSignatures: Bool {
        ["EBAY_GB", "EBAY_DE", "EBAY_FR", "EBAY_IT", "EBAY_ES", "EBAY_AT", "EBAY_BE", "EBAY_IE", "EBAY_NL", "EBAY_PL"]
            .contains(self.id)
    }

    /// - Parameter name: `EBAY_DE`, `DE`, `ebay.de`, in any case.
    static func named(_ name: String) -> EbayMarketplace? {
        let name = name.lowercased()
        let bare = name.hasPrefix("www.") ? String(name.dropFirst(4)) : name
        return Self.all.first {
            $0.id.lowercased() == bare || $0.id.dropFirst(5).lowercased() == bare || "ebay.\($0.domain)" == bare
                || (bare == "uk" && $0.id == "EBAY_GB")
        }
    }
}
