import Foundation

extension EtsyState {
    /// Takes a picture; up to 20 a listing.
    mutating func uploadImage(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        var listing = try self.listing(call.listing)
        let fields = call.body.fields
        let rank = try fields.whole("rank", default: 1, in: 0...20)
        guard let file = call.body.file, !file.isEmpty else { throw .invalid("image", "cannot be blank") }
        let image = EtsyImage(
            id: self.newID(.image), rank: max(1, rank), altText: fields["alt_text"] ?? "", created: moment.shop,
            bytes: file.count)
        if try fields.truth("overwrite") == true {
            listing.images.removeAll { $0.rank == image.rank }
        } else {
            for index in listing.images.indices where listing.images[index].rank >= image.rank {
                listing.images[index].rank += 1
            }
        }
        listing.images.append(image)
        guard listing.images.count <= 20 else { throw EtsyError(409, "A listing can have at most 20 images.") }
        listing.images.sort { ($0.rank, $0.id) < ($1.rank, $1.id) }
        listing.modified = moment.shop
        self.put(listing, at: moment)
        return EtsyOutcome(self.rendering(call).image(image, of: listing.id), status: 201)
    }

    mutating func createSection(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        guard let title = call.body.fields["title"], !title.isEmpty, title.count <= 24 else {
            throw .invalid("title", "must have 1 to 24 characters")
        }
        guard self.sections.count < 20 else { throw EtsyError(400, "A shop can have at most 20 sections.") }
        let section = EtsySection(id: self.newID(.section), title: title)
        self.sections.append(section)
        return EtsyOutcome(self.rendering(call).section(section, rank: self.sections.count - 1))
    }

    mutating func createProfile(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let fields = call.body.fields
        guard let title = fields["title"], !title.isEmpty else { throw .invalid("title", "cannot be blank") }
        guard let origin = fields["origin_country_iso"], origin.count == 2 else {
            throw .invalid("origin_country_iso", "must be a country code of two letters")
        }
        guard let primary = Double(fields["primary_cost"] ?? ""), primary >= 0 else {
            throw .invalid("primary_cost", "must be a number from 0")
        }
        guard let secondary = Double(fields["secondary_cost"] ?? ""), secondary >= 0 else {
            throw .invalid("secondary_cost", "must be a number from 0")
        }
        let profile = EtsyShippingProfile(
            id: self.newID(.profile), title: title, origin: origin, primaryCost: Int((primary * 100).rounded()),
            secondaryCost: Int((secondary * 100).rounded()), destination: fields["destination_country_iso"] ?? "")
        self.profiles.append(profile)
        return EtsyOutcome(self.rendering(call).profile(profile))
    }

    /// The same policy twice is one policy.
    mutating func createPolicy(_ call: EtsyCall) throws(EtsyError) -> EtsyOutcome {
        let fields = call.body.fields
        guard let returns = try fields.truth("accepts_returns") else {
            throw .invalid("accepts_returns", "cannot be blank")
        }
        guard let exchanges = try fields.truth("accepts_exchanges") else {
            throw .invalid("accepts_exchanges", "cannot be blank")
        }
        let deadline = try fields.whole("return_deadline")
        guard deadline.map({ [7, 14, 21, 30, 45, 60, 90].contains($0) }) ?? !(returns || exchanges) else {
            throw .invalid("return_deadline", "must be one of 7, 14, 21, 30, 45, 60, 90")
        }
        if let known = self.policies.first(where: {
            $0.returns == returns && $0.exchanges == exchanges && $0.deadline == deadline
        }) {
            return EtsyOutcome(self.rendering(call).policy(known))
        }
        let policy = EtsyReturnPolicy(
            id: self.newID(.policy), returns: returns, exchanges: exchanges, deadline: deadline)
        self.policies.append(policy)
        return EtsyOutcome(self.rendering(call).policy(policy))
    }
}
