/// What answers to a person's work on products look like.
extension ShopifyWire {
    struct ProductCard: Decodable, Sendable {
        var id: String
        var title: String
        var status: String
    }

    struct Found: Decodable, Sendable {
        struct Variant: Decodable, Sendable {
            var sku: String?
            var product: ProductCard
        }
        var productVariants: Nodes<Variant>
    }

    struct ProductPayload: Decodable, Sendable {
        struct Product: Decodable, Sendable {
            struct Variant: Decodable, Sendable { var sku: String? }
            var id: String
            var title: String
            var status: String
            var variants: Nodes<Variant>

            var card: ProductCard { ProductCard(id: self.id, title: self.title, status: self.status) }
        }
        var product: Product?
        var userErrors: [UserError]
    }

    struct MadeProduct: Decodable, Sendable { var productSet: ProductPayload? }
    struct ChangedProduct: Decodable, Sendable { var productUpdate: ProductPayload? }

    struct OneProduct: Decodable, Sendable { var product: ProductPayload.Product? }

    struct ProductVariants: Decodable, Sendable {
        struct Product: Decodable, Sendable { var variants: Connection<Variant> }
        struct Variant: Decodable, Sendable {
            var id: String
            var sku: String?
            var inventoryItem: Identified
        }
        var product: Product?
    }

    struct ProductShape: Decodable, Sendable {
        struct Product: Decodable, Sendable {
            var id: String
            var title: String
            var status: String
            var hasOnlyDefaultVariant: Bool
            /// In their order.
            var options: [OptionName]
            var variants: Connection<ProductVariants.Variant>
        }
        var product: Product?
    }

    struct OptionName: Decodable, Sendable { var name: String }

    struct AddedOptions: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            struct Product: Decodable, Sendable { var options: [OptionName] }
            var product: Product?
            var userErrors: [UserError]
        }
        var productOptionsCreate: Payload?
    }

    struct AddedVariants: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var productVariants: [ProductVariants.Variant]?
            var userErrors: [UserError]
        }
        var productVariantsBulkCreate: Payload?
    }

    // MARK: Outlets

    struct Publications: Decodable, Sendable {
        struct Publication: Decodable, Sendable {
            struct Catalog: Decodable, Sendable {
                var title: String?
                var apps: Nodes<App>?
            }
            var id: String
            var catalog: Catalog?
        }
        struct App: Decodable, Sendable {
            var handle: String?
            var title: String?
        }
        var publications: Nodes<Publication>
    }

    struct Refusals: Decodable, Sendable { var userErrors: [UserError] }
    struct Published: Decodable, Sendable { var publishablePublish: Refusals? }
    struct Unpublished: Decodable, Sendable { var publishableUnpublish: Refusals? }

    // MARK: Pictures

    struct Staged: Decodable, Sendable {
        struct Target: Decodable, Sendable {
            struct Parameter: Decodable, Sendable {
                var name: String
                var value: String
            }
            var url: String?
            var resourceUrl: String?
            var parameters: [Parameter]
        }
        struct Payload: Decodable, Sendable {
            var stagedTargets: [Target]?
            var userErrors: [UserError]
        }
        var stagedUploadsCreate: Payload?
    }

    struct AddedMedia: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            struct Product: Decodable, Sendable { var media: Nodes<Identified> }
            var product: Product?
            var userErrors: [UserError]
        }
        var productUpdate: Payload?
    }

    struct MovedMedia: Decodable, Sendable {
        struct Payload: Decodable, Sendable { var mediaUserErrors: [UserError] }
        var productReorderMedia: Payload?
    }

    struct ProductMedia: Decodable, Sendable {
        struct Product: Decodable, Sendable { var media: Nodes<Media> }
        var product: Product?
    }

    struct Media: Decodable, Sendable {
        var id: String
        var alt: String?
        /// `UPLOADED`, `PROCESSING`, `READY`, `FAILED`.
        var status: String
        var mediaErrors: [MediaError]
    }

    struct MediaError: Decodable, Sendable {
        var code: String
        var message: String
        var details: String?
    }
}
