"""Elements of DrawingML and PresentationML whose attributes hold numbers and fixed words only.

ISO/IEC 29500-1, 19 to 21; an element that is not listed is searched for words and for what it leads to.
"""

_NAMES = """
    AlternateContent Choice nvPr txBody bodyPr nvSpPr cNvSpPr spLocks nvGrpSpPr cNvGrpSpPr grpSpLocks
    spTree clrMapOvr masterClrMapping nvPicPr cNvPicPr picLocks nvGraphicFramePr cNvGraphicFramePr
    graphicFrameLocks graphic graphicData nvCxnSpPr cNvCxnSpPr stCxn endCxn style bg buNone buChar
    buAutoNum buFontTx buClrTx buSzTx buSzPct buSzPts spcPct spcPts spcBef spcAft lnSpc tabLst tab
    noAutofit spAutoFit defPPr uFillTx avLst ahLst cxnLst gdLst pathLst path rect close moveTo lnTo
    cubicBezTo quadBezTo arcTo pt pos cxn rot stretch fillRect tileRect tile gsLst lin path fillToRect
    prstDash round miter bevel headEnd tailEnd satMod satOff hueMod hueOff hue sat lum alphaModFix
    alphaOff useLocalDpi grayscl biLevel duotone clrChange outerShdw innerShdw prstShdw glow softEdge
    reflection blur camera lightRig bevelT bevelB backdrop tbl tblGrid rowId colId creationId modId
    sldIdLst sldMasterIdLst sldLayoutIdLst notesMasterIdLst handoutMasterIdLst txStyles hf sldLayout
    cTn cond par seq excl tgtEl sldTgt txEl graphicEl pRg charRg stCondLst endCondLst prevCondLst
    nextCondLst childTnLst subTnLst tav tavLst val cBhvr attrNameLst attrName tnLst set to from by anim
    animClr animEffect animMotion animRot animScale iterate tmPct tmAbs endSync rtn cmd bldLst bldP
    bldGraphic bldDgm bldSub bldAsOne bldOleChart fade wipe push cut dissolve audio video cMediaNode
    fltVal intVal boolVal rCtr rgb
"""
PLAIN = frozenset(_NAMES.split())
TYPEFACES = frozenset(("latin", "ea", "cs", "sym", "buFont"))
"""Elements that name a font."""
