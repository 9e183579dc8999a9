"""An index over any collection of clauses: BM25 on characters, slips and pinyin read, changed without a rebuild.

    folding traditional            one spelling for search
    terms names vocabulary         what a text is made of, as numbers
    segment holding                clauses as postings; many segments, one vocabulary; files
    ranking kernel                 the best clauses, in numpy, or compiled for large collections
    sounds homophones pinyin       what may have been meant
    index                          ClauseIndex, the only door

It knows nothing of this service.
"""
