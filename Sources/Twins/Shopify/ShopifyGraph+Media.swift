import Foundation

extension ShopifyGraph {
    func media(_ id: Int, of product: Int) -> (any GraphQLObject)? {
        guard let media = self.state.products[product]?.media?.first(where: { $0.id == id }) else { return nil }
        let status = media.status(at: self.moment.wall)
        return ShopifyNode("MediaImage") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("MediaImage", id))
            case "alt": return .text(media.alt ?? "")
            case "mediaContentType": return .text("IMAGE")
            case "status": return .text(status)
            case "mediaErrors":
                guard status == "FAILED", let error = media.error else { return .objects([]) }
                return .objects([
                    ShopifyNode("MediaError") { field, _ throws(GraphQLError) in
                        switch field {
                        case "code": .text(error)
                        case "details": .null
                        default: .text(Self.words(error))
                        }
                    }
                ])
            default: throw ShopifyNode.unknown(field, "MediaImage")
            }
        }
    }

    private static func words(_ error: String) -> String {
        error == "IMAGE_DOWNLOAD_FAILURE"
            ? "Media could not be processed because the image could not be downloaded."
            : "Media could not be processed because the image could not be processed."
    }

    static func measurement(of variant: ShopifyVariant) -> ShopifyNode {
        ShopifyNode("InventoryItemMeasurement") { field, _ throws(GraphQLError) in
            guard field == "weight" else { return .json(Self.id("InventoryItemMeasurement", variant.item)) }
            guard let grams = variant.grams else { return .null }
            return .object(
                ShopifyNode("Weight") { field, _ throws(GraphQLError) in
                    field == "unit" ? .text("GRAMS") : .json(.number(grams))
                })
        }
    }

    static func grams(_ weight: Json?) -> Double? {
        let value: Double
        switch weight?["value"] {
        case .number(let number)?: value = number
        case .integer(let number)?: value = Double(number)
        default: return nil
        }
        switch weight?["unit"]?.text {
        case "KILOGRAMS": return value * 1_000
        case "POUNDS": return value * 453.592_37
        case "OUNCES": return value * 28.349_523_125
        default: return value
        }
    }

    // MARK: Mutations

    /// What is to be added to a product stands last; what became of it is told later.
    func addMedia(_ wishes: [Json], to product: Int) -> [Complaint] {
        for (index, wish) in wishes.enumerated() {
            let source = wish["originalSource"]?.text ?? ""
            guard wish["mediaContentType"]?.text == "IMAGE", let url = URL(string: source), let host = url.host() else {
                return [Complaint(["media", String(index), "originalSource"], "Image URL is invalid")]
            }
            let error: String?
            if let bytes = self.state.uploads?[url.lastPathComponent] {
                error = bytes.isEmpty ? "INVALID_SIGNED_URL" : ShopifyMedia.error(of: bytes)
                self.state.uploads?[url.lastPathComponent] = nil
            } else {
                // Hosts that nobody can have (RFC 2606).
                error = host.hasSuffix(".invalid") ? "IMAGE_DOWNLOAD_FAILURE" : nil
            }
            let media = ShopifyMedia(
                id: self.state.newID(.media), alt: wish["alt"]?.text,
                workedUntil: self.moment.wall.addingTimeInterval(ShopifyMedia.work), error: error)
            let before = self.state.products[product]?.media ?? []
            self.state.products[product]?.media = before + [media]
        }
        return []
    }

    func reorderMedia(_ arguments: Json) -> GraphQLResult {
        let type = "ProductReorderMediaPayload"
        guard let id = Self.number(arguments["id"], "Product"), var media = self.state.products[id]?.media else {
            return Self.payload(
                type, [:], [Complaint(["id"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
                errorType: "MediaUserError")
        }
        for move in arguments["moves"]?.list ?? [] {
            guard let wanted = Self.number(move["id"], "MediaImage"),
                let place = media.firstIndex(where: { $0.id == wanted })
            else {
                return Self.payload(
                    type, [:], [Complaint(["moves"], "Media does not exist", "MEDIA_DOES_NOT_EXIST")],
                    errorType: "MediaUserError")
            }
            let moved = media.remove(at: place)
            let target = move["newPosition"]?.text.flatMap { Int($0) } ?? move["newPosition"]?.whole ?? 0
            media.insert(moved, at: min(max(0, target), media.count))
        }
        self.state.products[id]?.media = media
        let job = ShopifyNode("Job") { field, _ throws(GraphQLError) in
            field == "done" ? .json(.bool(true)) : .text("gid://shopify/Job/reorder-\(id)")
        }
        return Self.payload(type, ["job": .object(job)], [], errorType: "MediaUserError")
    }

    /// Places for files, below the shop's own address.
    func stageUploads(_ wishes: [Json]) -> GraphQLResult {
        var targets: [any GraphQLObject] = []
        for wish in wishes {
            let key = self.state.text(24)
            var uploads = self.state.uploads ?? [:]
            uploads[key] = []
            self.state.uploads = uploads
            let (folder, type) = (self.address + "/uploads", wish["mimeType"]?.text ?? "")
            let parameters = [("Content-Type", type), ("success_action_status", "201"), ("key", key)]
            targets.append(
                ShopifyNode("StagedMediaUploadTarget") { field, _ throws(GraphQLError) in
                    switch field {
                    case "url": .text(folder)
                    case "resourceUrl": .text("\(folder)/\(key)")
                    default:
                        .objects(
                            parameters.map { parameter in
                                ShopifyNode("StagedUploadParameter") { field, _ throws(GraphQLError) in
                                    .text(field == "name" ? parameter.0 : parameter.1)
                                }
                            })
                    }
                })
        }
        return Self.payload("StagedUploadsCreatePayload", ["stagedTargets": .objects(targets)], [])
    }

    // MARK: Outlets

    func outlet(_ id: Int) -> (any GraphQLObject)? {
        guard let outlet = self.state.outlets.first(where: { $0.id == id }) else { return nil }
        let app = ShopifyNode("App") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("App", id))
            case "handle": .text(outlet.handle)
            default: .text(outlet.title)
            }
        }
        let catalog = ShopifyNode("AppCatalog") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("AppCatalog", id))
            case "title": return .text("Channel Catalog \(id)")
            default: return try ShopifyPage([id], arguments).connection("App") { _ in app }
            }
        }
        return ShopifyNode("Publication") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("Publication", id))
            case "catalog": .object(catalog)
            default: .text(outlet.title)
            }
        }
    }

    func publish(_ arguments: Json, _ isPublished: Bool) -> GraphQLResult {
        let type = isPublished ? "PublishablePublishPayload" : "PublishableUnpublishPayload"
        guard let id = Self.number(arguments["id"], "Product"), let product = self.state.products[id] else {
            return Self.payload(type, ["shop": .object(self.shop)], [Complaint(["id"], "Publishable does not exist")])
        }
        let all = self.state.outlets.map(\.id)
        let wanted = (arguments["input"]?.list ?? []).map { Self.number($0["publicationId"], "Publication") }
        let places = wanted.compactMap { $0 }.filter { all.contains($0) }
        guard places.count == wanted.count else {
            return Self.payload(
                type, ["shop": .object(self.shop)], [Complaint(["input"], "Publication does not exist")])
        }
        var now = Set(product.publications ?? all)
        if isPublished { now.formUnion(places) } else { now.subtract(places) }
        self.state.products[id]?.publications = now.sorted()
        self.state.products[id]?.updated = self.moment.shop
        self.state.note("PRODUCTS_UPDATE", id, self.moment)
        return Self.payload(type, ["shop": .object(self.shop)], [])
    }
}
