import Foundation

extension AmazonRendering {
    /// As the published schema of its type has it: letters are large or small by type.
    func notification(
        _ news: AmazonNews, _ subscription: AmazonSubscription, seller: String, app: String, published: Date
    ) -> Json {
        let (type, payload) = self.payload(news, seller: seller)
        let isSmall = subscription.topic == "FEED_PROCESSING_FINISHED"
        func name(_ text: String) -> String { isSmall ? text.prefix(1).lowercased() + text.dropFirst() : text }
        let metadata: Json = .object([
            .init(name: name("ApplicationId"), value: .string(app)),
            .init(name: name("SubscriptionId"), value: .string(subscription.id)),
            .init(name: name("PublishTime"), value: Self.date(published)),
            .init(name: name("NotificationId"), value: .string("notification-\(seller)-\(news.number)")),
        ])
        return .object([
            .init(name: name("NotificationVersion"), value: .string(subscription.version)),
            .init(name: name("NotificationType"), value: .string(type)),
            .init(name: name("PayloadVersion"), value: .string(subscription.version)),
            .init(name: name("EventTime"), value: Self.date(news.at)),
            .init(name: name("Payload"), value: payload),
            .init(name: name("NotificationMetadata"), value: metadata),
        ])
    }

    /// Of a status the schema enumerates another word than one subscribes with.
    private func payload(_ news: AmazonNews, seller: String) -> (type: String, Json) {
        switch news.event {
        case .order(let order):
            return (news.topic, ["OrderChangeNotification": self.change(of: order, seller: seller, at: news.at)])
        case .status(let sku, let asin, let status):
            return (
                "LISTINGS_ITEM_STATUS_CHANGED",
                [
                    "SellerId": .string(seller), "MarketplaceId": .string(self.home.id), "Asin": .string(asin),
                    "Sku": .string(sku), "CreatedDate": Self.date(news.at), "Status": .array(status.map(Json.string)),
                ]
            )
        case .issues(let sku, let asin, let severities):
            return (
                news.topic,
                [
                    "SellerId": .string(seller), "MarketplaceId": .string(self.home.id), "Asin": .string(asin),
                    "Sku": .string(sku), "Severities": .array(severities.map(Json.string)), "EnforcementActions": [],
                ]
            )
        case .quantity(let sku, let units):
            return (
                news.topic,
                [
                    "SellerId": .string(seller), "FulfillmentChannelCode": .string(AmazonListing.own),
                    "Sku": .string(sku), "Quantity": .integer(max(0, units)),
                ]
            )
        case .kept(let listing, let reserved): return (news.topic, self.kept(listing, reserved, seller: seller))
        case .feed(let id, let status, let report):
            var json: Json = [
                "sellerId": .string(seller), "accountId": .string("amzn1.merchant.o.\(seller)"), "feedId": .string(id),
                "feedType": .string(AmazonFeedDesk.type), "processingStatus": .string(status),
            ]
            if let report { json = json.with("resultFeedDocumentId", .string(report)) }
            return (news.topic, ["feedProcessingFinishedNotification": json])
        }
    }

    private func kept(_ listing: AmazonListing, _ reserved: Int, seller: String) -> Json {
        [
            "SellerId": .string(seller), "FNSKU": .string("X0" + listing.asin.dropFirst(2)),
            "ASIN": .string(listing.asin), "SKU": .string(listing.sku),
            "FulfillmentInventoryByMarketplace": [
                [
                    "MarketplaceId": .string(self.home.id), "ItemName": .string(listing.title),
                    "FulfillmentInventory": [
                        "InboundQuantityBreakdown": [
                            "Working": 0, "Shipped": .integer(listing.inbound ?? 0), "Receiving": 0,
                        ],
                        "Fulfillable": .integer(max(0, listing.quantity)),
                        "Unfulfillable": .integer(listing.unsellable ?? 0), "Researching": 0,
                        "ReservedQuantityBreakdown": [
                            "WarehouseProcessing": 0, "WarehouseTransfer": 0,
                            "PendingCustomerOrder": .integer(reserved),
                        ], "FutureSupplyBuyable": 0, "PendingCustomerOrderInTransit": 0,
                    ], "Stores": [],
                ]
            ],
        ]
    }

    private func change(of order: AmazonOrder, seller: String, at: Date) -> Json {
        let status = [
            "PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "PartiallyShipped",
            "SHIPPED": "Shipped",
            "CANCELLED": "Canceled",
        ]
        let items = order.lines.map { line -> Json in
            [
                "OrderItemId": .string(line.id), "SellerSKU": .string(line.sku), "SupplySourceId": .null,
                "Quantity": .integer(line.units), "QuantityShipped": .integer(order.fulfilled(line)),
            ]
        }
        return [
            "NotificationLevel": "OrderLevel", "SellerId": .string(seller), "AmazonOrderId": .string(order.id),
            "OrderChangeType": "OrderStatusChange",
            "OrderChangeTrigger": ["TimeOfOrderChange": Self.date(at), "ChangeReason": "Order status change"],
            "Summary": [
                "MarketplaceId": .string(self.home.id), "OrderStatus": .string(status[order.status] ?? "Unshipped"),
                "PurchaseDate": Self.date(order.created), "DestinationPostalCode": .string(order.buyer.postcode),
                "FulfillmentType": order.isByAmazon ? "AFN" : "MFN", "OrderType": "StandardOrder",
                "OrderItems": .array(items),
            ],
        ]
    }
}
