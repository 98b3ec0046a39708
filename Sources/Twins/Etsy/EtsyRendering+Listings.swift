import Foundation

extension EtsyRendering {
    /// A listing as reads show it, with what was asked for hung on it.
    func listing(_ listing: EtsyListing) -> Json {
        guard case .object(var members) = self.bareListing(listing) else { return .null }
        func add(_ name: String, _ value: Json) { members.append(Json.Member(name: name, value: value)) }
        let profile = self.state.profiles.first { $0.id == listing.shippingProfile }
        add("shipping_profile", self.includes.contains("Shipping") ? profile.map(self.profile) ?? .null : .null)
        add("user", .null)
        add("shop", self.includes.contains("Shop") ? self.shop() : .null)
        let images = listing.images.map { self.image($0, of: listing.id) }
        add("images", .array(self.includes.contains("Images") ? images : []))
        add("videos", [])
        let showsInventory = self.includes.contains("Inventory") && listing.hasInventory
        add("inventory", showsInventory ? self.inventory(listing) : .null)
        add("production_partners", [])
        add("skus", Self.texts(self.showsSKUs ? listing.products.map(\.sku).filter { !$0.isEmpty } : []))
        add("translations", .null)
        add("views", 0)
        return .object(members)
    }

    /// A listing as writes answer it.
    func bareListing(_ listing: EtsyListing) -> Json {
        let (created, modified) = (Self.time(listing.created), Self.time(listing.modified))
        let readiness = self.state.readiness.first { $0.id == listing.readiness }
        let members: Json = [
            "listing_id": .integer(listing.id), "user_id": .integer(self.state.userID),
            "shop_id": .integer(self.state.shopID), "title": .string(Self.escape(listing.title)),
            "description": .string(Self.escape(listing.description)), "state": .string(listing.state.rawValue),
            "creation_timestamp": created, "created_timestamp": created, "ending_timestamp": Self.time(listing.ending),
            "original_creation_timestamp": created, "last_modified_timestamp": modified,
            "updated_timestamp": modified, "state_timestamp": Self.time(listing.stateChanged),
            "quantity": .integer(max(0, listing.quantity)), "shop_section_id": Self.id(listing.section),
            "featured_rank": -1, "url": .string("https://www.etsy.com/listing/\(listing.id)"), "num_favorers": 0,
            "non_taxable": .bool(!listing.isTaxable), "is_taxable": .bool(listing.isTaxable),
            "is_customizable": false, "is_personalizable": false, "personalization_is_required": false,
            "personalization_char_count_max": .null, "personalization_instructions": .null,
            "listing_type": .string(listing.type), "tags": Self.texts(listing.tags),
            "materials": Self.texts(listing.materials), "shipping_profile_id": Self.id(listing.shippingProfile),
            "return_policy_id": Self.id(listing.returnPolicy), "processing_min": Self.id(readiness?.minimum),
            "processing_max": Self.id(readiness?.maximum), "who_made": .string(listing.whoMade),
            "when_made": .string(listing.whenMade), "is_supply": .bool(listing.isSupply),
            "item_weight": Self.measure(listing, "item_weight"),
            "item_weight_unit": Self.unit(listing, "item_weight_unit"),
            "item_length": Self.measure(listing, "item_length"), "item_width": Self.measure(listing, "item_width"),
            "item_height": Self.measure(listing, "item_height"),
            "item_dimensions_unit": Self.unit(listing, "item_dimensions_unit"), "is_private": false,
            "style": Self.texts(listing.styles), "file_data": "", "has_variations": .bool(listing.hasVariations),
            "should_auto_renew": .bool(listing.autoRenew), "language": "en-GB",
            "price": self.money(listing.lowestPrice), "taxonomy_id": .integer(listing.taxonomy),
            "readiness_state_id": self.isLegacy ? .null : Self.id(listing.readiness), "suggested_title": .null,
        ]
        return members
    }

    func inventory(_ listing: EtsyListing) -> Json {
        [
            "products": .array(listing.products.map(self.product)),
            "price_on_property": Self.numbers(listing.priceOn),
            "quantity_on_property": Self.numbers(listing.quantityOn),
            "sku_on_property": Self.numbers(listing.skuOn),
            "readiness_state_on_property": Self.numbers(self.isLegacy ? [] : listing.readinessOn),
        ]
    }

    private func product(_ product: EtsyProduct) -> Json {
        let offering: Json = [
            "offering_id": .integer(product.offering), "quantity": .integer(max(0, product.quantity)),
            "is_enabled": .bool(product.isEnabled), "is_deleted": false, "price": self.money(product.price),
            "readiness_state_id": self.isLegacy ? .null : Self.id(product.readiness),
        ]
        return [
            "product_id": .integer(product.id), "sku": .string(self.showsSKUs ? product.sku : ""),
            "is_deleted": false, "offerings": [offering],
            "property_values": .array(product.values.map(Self.value)),
        ]
    }

    static func value(_ value: EtsyPropertyValue) -> Json {
        [
            "property_id": .integer(value.property), "property_name": .string(value.name),
            "scale_id": Self.id(value.scale), "scale_name": .null, "value_ids": Self.numbers(value.valueIDs),
            "values": Self.texts(value.values),
        ]
    }

    func image(_ image: EtsyImage, of listing: Int) -> Json {
        func url(_ size: String) -> Json { .string("https://i.etsystatic.invalid/\(listing)/\(size).\(image.id).jpg") }
        return [
            "listing_id": .integer(listing), "listing_image_id": .integer(image.id), "hex_code": .null, "red": .null,
            "green": .null, "blue": .null, "hue": .null, "saturation": .null, "brightness": .null,
            "is_black_and_white": .null, "creation_tsz": Self.time(image.created),
            "created_timestamp": Self.time(image.created), "rank": .integer(image.rank), "url_75x75": url("il_75x75"),
            "url_170x135": url("il_170x135"), "url_570xN": url("il_570xN"), "url_fullxfull": url("il_fullxfull"),
            "full_height": .null, "full_width": .null, "alt_text": .string(image.altText),
        ]
    }

    private static func measure(_ listing: EtsyListing, _ name: String) -> Json {
        listing.measures[name].flatMap { Double($0) }.map(Json.number) ?? .null
    }

    private static func unit(_ listing: EtsyListing, _ name: String) -> Json {
        listing.measures[name].flatMap { $0.isEmpty ? nil : .string($0) } ?? .null
    }

    /// Texts come with HTML entities (seen by clients).
    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
        return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
