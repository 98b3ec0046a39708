import Foundation

/// How `entrepot twins` is started.
public struct TwinOptions: Sendable {
    /// Loopback port; 0 takes a free one.
    public var port: Int
    /// WooCommerce shops opened at start.
    public var shops: [String]
    /// Etsy shops opened at start.
    public var etsyShops: [String]
    /// Amazon sellers opened at start.
    public var amazonShops: [String]
    /// Shopify shops opened at start.
    public var shopifyShops: [String]
    /// eBay sellers opened at start.
    public var ebayShops: [String]
    /// Catalogue for each of them; `nil` leaves them empty.
    public var seed: String?
    /// Faults of each of them; the seed is moved on from shop to shop.
    public var faults: FaultPlan
    /// Shop seconds per wall second.
    public var clockRate: Double
    /// Seconds from an event to the delivery of its webhooks. On a real store with a cron each minute: 8 to 60.
    public var webhookDelay: Double
    /// Where to keep the shops over a restart; `nil` forgets them.
    public var stateFile: URL?
    /// Where to write the shops' addresses and credentials as shell variables.
    public var envFile: URL?

    public init(
        port: Int = 0, shops: [String] = [], etsyShops: [String] = [], amazonShops: [String] = [],
        shopifyShops: [String] = [], ebayShops: [String] = [], seed: String? = nil,
        faults: FaultPlan = FaultPlan(),
        clockRate: Double = 1, webhookDelay: Double = 1, stateFile: URL? = nil, envFile: URL? = nil
    ) {
        self.port = port
        self.shops = shops
        self.etsyShops = etsyShops
        self.amazonShops = amazonShops
        self.shopifyShops = shopifyShops
        self.ebayShops = ebayShops
        self.seed = seed
        self.faults = faults
        self.clockRate = clockRate
        self.webhookDelay = webhookDelay
        self.stateFile = stateFile
        self.envFile = envFile
    }
}
