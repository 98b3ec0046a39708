import Foundation

extension EtsyState {
    /// Makes a draft. Repeated, it makes another.
    mutating func createListing(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        let fields = call.body.fields
        for name in ["quantity", "title", "description", "price", "who_made", "when_made", "taxonomy_id"] {
            guard fields[name]?.isEmpty == false else { throw .invalid(name, "cannot be blank") }
        }
        let quantity = try fields.whole("quantity", default: 0, in: 1...999)
        guard let price = Double(fields["price"] ?? ""), price >= 0.2, price <= 50_000 else {
            throw .invalid("price", "must be a number of at least 0.20")
        }
        let product = EtsyProduct(
            id: self.newID(.product), offering: self.newID(.offering), sku: "", values: [],
            price: Int((price * 100).rounded()), quantity: quantity, isEnabled: true,
            readiness: try fields.whole("readiness_state_id"))
        var listing = EtsyListing(
            id: self.newID(.listing), state: .draft, title: "", description: "", taxonomy: 0, products: [product],
            hasInventory: false, created: moment.shop, modified: moment.shop, stateChanged: moment.shop,
            ending: moment.shop.addingTimeInterval(Self.listingLife))
        try self.change(&listing, by: fields)
        guard listing.type != "physical" || listing.shippingProfile != nil else {
            throw .invalid("shipping_profile_id", "cannot be blank for a physical listing")
        }
        self.put(listing, at: moment)
        return EtsyOutcome(self.rendering(call).bareListing(listing), status: 201)
    }

    /// Changes what a listing says, and its state; never its price or number (open-api issue 582).
    mutating func updateListing(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        var listing = try self.listing(call.listing)
        let fields = call.body.fields
        try self.change(&listing, by: fields)
        switch fields["state"] ?? "" {
        case "": break
        case "active": try self.activate(&listing, moment)
        case "inactive":
            guard listing.state == .active || listing.state == .inactive else {
                throw EtsyError(409, "A listing that is \(listing.state.rawValue) cannot be deactivated.")
            }
            if listing.state != .inactive { listing.stateChanged = moment.shop }
            listing.state = .inactive
        default: throw .invalid("state", "must be one of active, inactive")
        }
        listing.modified = moment.shop
        self.put(listing, at: moment)
        return EtsyOutcome(self.rendering(call).bareListing(listing))
    }

    /// Publishing a draft and bringing back what was sold out or has ended costs a fee; what was sold out has one unit
    /// then (published description, `state` of `updateListing`). What was only inactive comes back for nothing.
    private mutating func activate(_ listing: inout EtsyListing, _ moment: Moment) throws(EtsyError) {
        guard listing.state != .active else { return }
        guard !listing.images.isEmpty else { throw EtsyError(400, "A listing must have an image to be activated.") }
        guard listing.type != "physical" || listing.shippingProfile != nil else {
            throw EtsyError(400, "A physical listing must have a shipping profile to be activated.")
        }
        if listing.state == .soldOut {
            for index in listing.products.indices {
                // Of several variations the first gets the unit (not documented).
                let units = index == 0 || listing.quantityOn.isEmpty ? 1 : 0
                self.writeStock(listing.products[index], to: units, by: .hub, moment)
                listing.products[index].quantity = units
            }
        }
        guard listing.quantity > 0 else {
            throw EtsyError(400, "There was a problem with /quantity : cannot be empty")
        }
        if listing.state == .inactive {
            listing.state = .active
            listing.stateChanged = moment.shop
        } else {
            self.renew(&listing, at: moment)
        }
    }

    mutating func deleteListing(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let listing = try self.listing(call.listing)
        self.remove(listing: listing.id)
        return EtsyOutcome(nil, status: 204)
    }

    /// Takes over what the form has; a name that is not there leaves its value.
    private func change(_ listing: inout EtsyListing, by fields: EtsyFields) throws(EtsyError) {
        if let title = fields["title"] {
            try Self.checkTitle(title)
            listing.title = title
        }
        if let text = fields["description"] { listing.description = text }
        if fields.has("tags") {
            listing.tags = fields.list("tags")
            try Self.check(listing.tags, "tags", extra: "-'™©®")
        }
        if fields.has("materials") {
            listing.materials = fields.list("materials")
            try Self.check(listing.materials, "materials", extra: "")
        }
        if fields.has("styles") { listing.styles = fields.list("styles") }
        if let id = try fields.whole("taxonomy_id") {
            guard EtsyTaxonomy.has(id) else { throw .invalid("taxonomy_id", "is not a taxonomy node") }
            listing.taxonomy = id
        }
        if fields.has("shop_section_id") {
            listing.section = try fields.whole("shop_section_id").flatMap { $0 == 0 ? nil : $0 }
            if let id = listing.section, !self.sections.contains(where: { $0.id == id }) {
                throw .invalid("shop_section_id", "is not a section of this shop")
            }
        }
        if let id = try fields.whole("shipping_profile_id") {
            guard self.profiles.contains(where: { $0.id == id }) else {
                throw .invalid("shipping_profile_id", "is not a shipping profile of this shop")
            }
            listing.shippingProfile = id
        }
        if let id = try fields.whole("return_policy_id") {
            guard self.policies.contains(where: { $0.id == id }) else {
                throw .invalid("return_policy_id", "is not a return policy of this shop")
            }
            listing.returnPolicy = id
        }
        if let id = try fields.whole("readiness_state_id") {
            guard self.readiness.contains(where: { $0.id == id }) else {
                throw .invalid("readiness_state_id", "is not a processing profile of this shop")
            }
            listing.readiness = id
        }
        listing.whoMade = try fields.choice(
            "who_made", default: listing.whoMade, of: ["i_did", "someone_else", "collective"])
        listing.whenMade = try fields.choice("when_made", default: listing.whenMade, of: Self.whenMade)
        listing.type = try fields.choice("type", default: listing.type, of: ["physical", "download", "both"])
        listing.isSupply = try fields.truth("is_supply") ?? listing.isSupply
        listing.isTaxable = try fields.truth("is_taxable") ?? listing.isTaxable
        listing.autoRenew = try fields.truth("should_auto_renew") ?? listing.autoRenew
        for name in Self.measures { if let text = fields[name] { listing.measures[name] = text } }
    }

    static let measures = [
        "item_weight", "item_weight_unit", "item_length", "item_width", "item_height", "item_dimensions_unit",
    ]

    static let whenMade = [
        "made_to_order", "2020_2025", "2010_2019", "2006_2009", "before_2006", "2000_2005", "1990s", "1980s",
        "1970s", "1960s", "1950s", "1940s", "1930s", "1920s", "1910s", "1900s", "1800s", "1700s", "before_1700",
    ]

    /// Letters, numbers, punctuation, mathematical symbols, spaces and ™©®, and `%`, `:`, `&`, `+` once each
    /// (published description); 140 characters at most (vendor's help pages).
    private static func checkTitle(_ title: String) throws(EtsyError) {
        guard !title.isEmpty, title.count <= 140 else { throw .invalid("title", "must have 1 to 140 characters") }
        for mark in "%:&+" where title.count(where: { $0 == mark }) > 1 {
            throw .invalid("title", "you can only use the \(mark) character once")
        }
        for scalar in title.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation, .mathSymbol, .spaceSeparator:
                continue
            default:
                guard "™©®".unicodeScalars.contains(scalar) else {
                    throw .invalid("title", "contains an invalid character")
                }
            }
        }
    }

    /// At most 13 of at most 20 characters for tags, 13 materials of 45 (vendor's help pages); letters, numbers,
    /// spaces and, for tags, a few more (published description).
    private static func check(_ words: [String], _ name: String, extra: String) throws(EtsyError) {
        guard words.count <= 13 else { throw .invalid(name, "at most 13") }
        for word in words {
            guard word.count <= (name == "tags" ? 20 : 45) else { throw .invalid(name, "\(word) is too long") }
            for scalar in word.unicodeScalars {
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .decimalNumber, .spaceSeparator:
                    continue
                default:
                    guard extra.unicodeScalars.contains(scalar) else {
                        throw .invalid(name, "contains an invalid character")
                    }
                }
            }
        }
    }
}
