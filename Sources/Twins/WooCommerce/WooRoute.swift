/// A route of `wc/v3` that the twin knows.
enum WooRoute: Hashable, Sendable {
    case site, index, systemStatus, settings, generalSettings
    case products, productBatch
    case product(Int)
    case variations(Int)
    case variationBatch(Int)
    case variation(Int, Int)
    case orders, orderBatch
    case order(Int)
    case notes(Int)
    case note(Int, Int)
    case refunds(Int)
    case refund(Int, Int)
    case hooks, hookBatch
    case hook(Int)

    /// - Parameter path: The parts behind the shop's name.
    init?(_ path: [String]) {
        guard path.first == "wp-json" else { return nil }
        if path.count == 1 {
            self = .site
            return
        }
        guard path.count >= 3, path[1] == "wc", path[2] == "v3" else { return nil }
        let rest = Array(path.dropFirst(3))
        let ids = rest.map { Int($0) }
        switch (rest.count, rest.first) {
        case (0, _): self = .index
        case (1, "system_status"): self = .systemStatus
        case (1, "settings"): self = .settings
        case (2, "settings") where rest[1] == "general": self = .generalSettings
        case (1, "products"): self = .products
        case (2, "products") where rest[1] == "batch": self = .productBatch
        case (2, "products"): if let id = ids[1] { self = .product(id) } else { return nil }
        case (3, "products") where rest[2] == "variations":
            if let id = ids[1] { self = .variations(id) } else { return nil }
        case (4, "products") where rest[2] == "variations":
            guard let parent = ids[1] else { return nil }
            if rest[3] == "batch" {
                self = .variationBatch(parent)
            } else {
                if let id = ids[3] { self = .variation(parent, id) } else { return nil }
            }
        case (1, "orders"): self = .orders
        case (2, "orders") where rest[1] == "batch": self = .orderBatch
        case (2, "orders"): if let id = ids[1] { self = .order(id) } else { return nil }
        case (3, "orders") where rest[2] == "notes": if let id = ids[1] { self = .notes(id) } else { return nil }
        case (4, "orders") where rest[2] == "notes":
            if let id = ids[1], let note = ids[3] { self = .note(id, note) } else { return nil }
        case (3, "orders") where rest[2] == "refunds": if let id = ids[1] { self = .refunds(id) } else { return nil }
        case (4, "orders") where rest[2] == "refunds":
            if let id = ids[1], let refund = ids[3] { self = .refund(id, refund) } else { return nil }
        case (1, "webhooks"): self = .hooks
        case (2, "webhooks") where rest[1] == "batch": self = .hookBatch
        case (2, "webhooks"): if let id = ids[1] { self = .hook(id) } else { return nil }
        default: return nil
        }
    }

    /// The name under which the book counts a call: `products.list`, `variations.batch`, …
    func kind(_ method: String) -> String {
        switch self {
        case .site, .index: "index"
        case .systemStatus: "system_status"
        case .settings, .generalSettings: "settings"
        case .products: method == "GET" ? "products.list" : "products.create"
        case .product: "products." + Self.verb(method)
        case .productBatch: "products.batch"
        case .variations: method == "GET" ? "variations.list" : "variations.create"
        case .variation: "variations." + Self.verb(method)
        case .variationBatch: "variations.batch"
        case .orders: method == "GET" ? "orders.list" : "orders.create"
        case .order: "orders." + Self.verb(method)
        case .orderBatch: "orders.batch"
        case .notes: method == "GET" ? "notes.list" : "notes.create"
        case .note: "notes." + Self.verb(method)
        case .refunds: method == "GET" ? "refunds.list" : "refunds.create"
        case .refund: "refunds." + Self.verb(method)
        case .hooks: method == "GET" ? "webhooks.list" : "webhooks.create"
        case .hook: "webhooks." + Self.verb(method)
        case .hookBatch: "webhooks.batch"
        }
    }

    /// The indexes answer anyone.
    var needsKey: Bool { self != .site && self != .index }

    var isBatch: Bool {
        switch self {
        case .productBatch, .variationBatch, .orderBatch, .hookBatch: true
        default: false
        }
    }

    var readsProducts: Bool {
        switch self {
        case .products, .product, .variations, .variation: true
        default: false
        }
    }

    private static func verb(_ method: String) -> String {
        switch method {
        case "GET", "HEAD": "get"
        case "DELETE": "delete"
        default: "update"
        }
    }

    /// Shown by the index.
    static let published = [
        "/wc/v3", "/wc/v3/products", "/wc/v3/products/(?P<id>[\\d]+)", "/wc/v3/products/batch",
        "/wc/v3/products/(?P<product_id>[\\d]+)/variations",
        "/wc/v3/products/(?P<product_id>[\\d]+)/variations/(?P<id>[\\d]+)",
        "/wc/v3/products/(?P<product_id>[\\d]+)/variations/batch", "/wc/v3/orders", "/wc/v3/orders/(?P<id>[\\d]+)",
        "/wc/v3/orders/batch", "/wc/v3/orders/(?P<order_id>[\\d]+)/notes",
        "/wc/v3/orders/(?P<order_id>[\\d]+)/notes/(?P<id>[\\d]+)", "/wc/v3/orders/(?P<order_id>[\\d]+)/refunds",
        "/wc/v3/orders/(?P<order_id>[\\d]+)/refunds/(?P<id>[\\d]+)", "/wc/v3/webhooks",
        "/wc/v3/webhooks/(?P<id>[\\d]+)", "/wc/v3/webhooks/batch", "/wc/v3/system_status", "/wc/v3/settings",
        "/wc/v3/settings/(?P<group_id>[\\w-]+)",
    ]
}
