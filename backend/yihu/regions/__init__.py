"""区划: the tree of administrative regions, from province down to villager group.

A region is known by the significant prefix of its twelve-digit statistical code: province 2 digits, prefecture 4,
county 6, township 9, village 12, and 15 for a villager group, which the national list leaves to the village. Codes
nest as text, so the area of a region is the half-open range from its code to its code followed by a colon.
Regions end (撤并) and are succeeded; they are never deleted.
"""
