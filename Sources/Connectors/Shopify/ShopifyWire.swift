import Foundation
import Wire

/// The shapes of Shopify's answers, as our documents ask for them.
enum ShopifyWire {
    /// Around every answer.
    struct Envelope<Value: Decodable & Sendable>: Decodable, Sendable {
        var data: Value?
        var errors: [Problem]?
        var extensions: Extensions?

        enum CodingKeys: String, CodingKey { case data, errors, extensions }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            // A text in some refusals, a list in all answers of the interface itself.
            if let text = try? members.decodeIfPresent(String.self, forKey: .errors) {
                self.errors = [Problem(message: text)]
            } else {
                self.errors = try members.decodeIfPresent([Problem].self, forKey: .errors)
            }
            self.extensions = try? members.decodeIfPresent(Extensions.self, forKey: .extensions)
            // Where something failed, what is there besides may have holes.
            let isWhole = self.errors?.isEmpty ?? true
            self.data = isWhole ? try members.decodeIfPresent(Value.self, forKey: .data) : nil
        }
    }

    struct Extensions: Decodable, Sendable { var cost: Cost? }

    struct Problem: Decodable, Sendable {
        var message: String?
        var code: String?

        init(message: String) { self.message = message }

        private enum CodingKeys: String, CodingKey { case message, extensions }
        private struct Inner: Decodable { var code: String? }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            self.message = try? members.decodeIfPresent(String.self, forKey: .message)
            self.code = (try? members.decodeIfPresent(Inner.self, forKey: .extensions))?.code
        }
    }

    struct Cost: Decodable, Sendable, Hashable {
        struct Status: Decodable, Sendable, Hashable {
            var maximumAvailable: Double
            var currentlyAvailable: Double
            /// Points a second.
            var restoreRate: Double
        }
        var requestedQueryCost: Double?
        var actualQueryCost: Double?
        var throttleStatus: Status?
    }

    struct PageInfo: Decodable, Sendable {
        var hasNextPage: Bool
        var endCursor: String?
    }

    struct Connection<Node: Decodable & Sendable>: Decodable, Sendable {
        var pageInfo: PageInfo
        var nodes: [Node]
    }

    struct Nodes<Node: Decodable & Sendable>: Decodable, Sendable { var nodes: [Node] }

    struct Identified: NamedRecord, Sendable {
        static let idName = "id"
        var id: String
    }

    /// Of what a mutation says no to. The members of a path may be numbers written as text.
    struct UserError: Decodable, Sendable {
        var field: [String]?
        var message: String?
        var code: String?
    }

    struct Money: Decodable, Sendable {
        /// A decimal number as text.
        var amount: String
        var currencyCode: String
    }

    struct MoneyBag: Decodable, Sendable { var shopMoney: Money }

    // MARK: Shop

    struct Identity: Decodable, Sendable {
        struct Shop: Decodable, Sendable {
            var id: String
            var name: String
            var currencyCode: String
        }
        struct Installation: Decodable, Sendable { var accessScopes: [AccessScope] }
        struct AccessScope: Decodable, Sendable { var handle: String }
        var shop: Shop
        var currentAppInstallation: Installation
        var location: Location?
        var locations: Nodes<NamedLocation>
    }

    struct NamedLocation: Decodable, Sendable {
        var id: String
        var name: String
        var isActive: Bool
    }

    struct Location: Decodable, Sendable {
        var id: String
        var isActive: Bool
    }

    struct Home: Decodable, Sendable { var location: Location? }

    // MARK: Listings

    struct Listings: Decodable, Sendable {
        var productVariants: Connection<Lenient<Variant>>
        /// Only where it was asked for.
        var productVariantsCount: Count?
    }

    struct Count: Decodable, Sendable { var count: Int }

    struct Offers: Decodable, Sendable {
        /// `null` for an id that is gone.
        var nodes: [Lenient<Variant>?]
    }

    struct Variant: NamedRecord, Sendable {
        static let idName = "id"
        var id: String
        var title: String
        var sku: String?
        var barcode: String?
        /// A decimal number as text.
        var price: String
        var updatedAt: String
        var inventoryPolicy: String
        /// Units at all locations together.
        var inventoryQuantity: Int?
        var selectedOptions: [Option]
        var product: Product
        var inventoryItem: Item
    }

    struct Option: Decodable, Sendable {
        var name: String
        var value: String
    }

    struct Product: Decodable, Sendable {
        var id: String
        var title: String
        var status: String
        var hasOnlyDefaultVariant: Bool
    }

    struct Item: Decodable, Sendable {
        var id: String
        var tracked: Bool
        /// `null` where it is not stocked there.
        var inventoryLevel: Level?
    }

    struct Level: Decodable, Sendable { var quantities: [Quantity] }

    struct Quantity: Decodable, Sendable {
        var name: String
        var quantity: Int
    }

    // MARK: Orders

    struct Orders: Decodable, Sendable { var orders: Connection<Lenient<Order>> }
    struct OneOrder: Decodable, Sendable { var order: Order? }

    struct Order: NamedRecord, Sendable {
        static let idName = "id"
        var id: String
        var name: String
        var createdAt: String
        var updatedAt: String
        var cancelledAt: String?
        var displayFinancialStatus: String?
        var displayFulfillmentStatus: String
        /// `NO_RETURN` where nothing comes back.
        var returnStatus: String?
        var totalPriceSet: MoneyBag
        var lineItems: Connection<Line>
    }

    struct Line: Decodable, Sendable {
        struct Variant: Decodable, Sendable {
            var id: String
            var inventoryItem: Identified
        }
        var id: String
        var title: String
        var sku: String?
        /// As ordered.
        var quantity: Int
        /// Less what was refunded or taken off the order.
        var currentQuantity: Int
        var product: Identified?
        /// `null` once it was deleted.
        var variant: Variant?
        var discountedUnitPriceSet: MoneyBag
    }

    struct Details: Decodable, Sendable {
        struct Order: Decodable, Sendable {
            var refunds: [Refund]
            var fulfillments: [Fulfillment]
        }
        var order: Order?
    }

    struct Refund: Decodable, Sendable {
        struct Line: Decodable, Sendable {
            var lineItem: Identified
            var quantity: Int
            var restockType: String
        }
        var id: String?
        var refundLineItems: Nodes<Line>
    }

    struct Fulfillment: Decodable, Sendable {
        struct Tracking: Decodable, Sendable {
            var company: String?
            var number: String?
        }
        var status: String
        var trackingInfo: [Tracking]
    }

    struct OrderLines: Decodable, Sendable {
        struct Order: Decodable, Sendable { var lineItems: Connection<Line> }
        var order: Order?
    }

    // MARK: Writing

    struct SetQuantities: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            struct Group: Decodable, Sendable { var createdAt: String }
            var inventoryAdjustmentGroup: Group?
            var userErrors: [UserError]
        }
        var inventorySetQuantities: Payload?
    }

    struct SetPrices: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            struct Variant: Decodable, Sendable {
                var id: String
                var price: String
            }
            var productVariants: [Variant]?
            var userErrors: [UserError]
        }
        var productVariantsBulkUpdate: Payload?
    }

    struct ToShip: Decodable, Sendable {
        struct Order: Decodable, Sendable {
            var cancelledAt: String?
            var displayFulfillmentStatus: String
            var fulfillmentOrders: Nodes<FulfillmentOrder>
            var fulfillments: [Fulfillment]
        }
        var order: Order?
    }

    struct FulfillmentOrder: Decodable, Sendable {
        struct Assigned: Decodable, Sendable { var location: Identified? }
        var id: String
        var status: String
        var assignedLocation: Assigned
    }

    struct Ship: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var fulfillment: Identified?
            var userErrors: [UserError]
        }
        var fulfillmentCreate: Payload?
    }

    // MARK: Webhooks

    struct Webhooks: Decodable, Sendable { var webhookSubscriptions: Connection<Webhook> }

    struct Webhook: Decodable, Sendable {
        var id: String
        var topic: String
        var uri: String
    }

    struct AddWebhook: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var webhookSubscription: Identified?
            var userErrors: [UserError]
        }
        var webhookSubscriptionCreate: Payload?
    }

    struct RemoveWebhook: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var deletedWebhookSubscriptionId: String?
            var userErrors: [UserError]
        }
        var webhookSubscriptionDelete: Payload?
    }
}
